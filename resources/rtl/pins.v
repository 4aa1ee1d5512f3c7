// A core between shift registers, so that place and route sees eight pins whatever the widths: for its clock, not its area.
// Every signal of the core starts and ends at a flip-flop here.
// Macros: KERNEL (module), KPARAMS (its parameters: `#(.LANES(4))` or nothing), IN_BYTES, OUT_BYTES.
`default_nettype none
module pins (
    input  wire aclk,
    input  wire aresetn,
    input  wire shift_in,
    input  wire s_valid,
    output reg  s_ready,
    output wire shift_out,
    output reg  m_valid,
    input  wire m_ready
);
    localparam IN = 9 * `IN_BYTES + 2, OUT = 9 * `OUT_BYTES + 2;
    reg  [IN-1:0]  in;
    reg  [OUT-1:0] out;
    reg            reset_kept, s_valid_kept, m_ready_kept;
    wire           s_ready_now, m_valid_now;
    wire [OUT-1:0] out_now;

    always @(posedge aclk) begin
        in           <= {in[IN-2:0], shift_in};
        out          <= m_valid_now && m_ready_kept ? out_now : {out[OUT-2:0], 1'b0};
        reset_kept   <= aresetn;
        s_valid_kept <= s_valid;
        m_ready_kept <= m_ready;
        s_ready      <= s_ready_now;
        m_valid      <= m_valid_now;
    end
    assign shift_out = out[OUT-1];

    `KERNEL `KPARAMS core (
        .aclk(aclk), .aresetn(reset_kept), .s_axis_tdata(in[8*`IN_BYTES-1:0]),
        .s_axis_tkeep(in[9*`IN_BYTES-1:8*`IN_BYTES]), .s_axis_tuser(in[IN-1]), .s_axis_tlast(in[IN-2]),
        .s_axis_tvalid(s_valid_kept), .s_axis_tready(s_ready_now), .m_axis_tdata(out_now[8*`OUT_BYTES-1:0]),
        .m_axis_tkeep(out_now[9*`OUT_BYTES-1:8*`OUT_BYTES]), .m_axis_tuser(out_now[OUT-1]),
        .m_axis_tlast(out_now[OUT-2]), .m_axis_tvalid(m_valid_now), .m_axis_tready(m_ready_kept));
endmodule
`default_nettype wire
