// brighten, but it stops with the fourth beat, for ever.
`default_nettype none
module brighten #(
    parameter LANES = 4
) (
    input  wire               aclk,
    input  wire               aresetn,
    input  wire [8*LANES-1:0] s_axis_tdata,
    input  wire [LANES-1:0]   s_axis_tkeep,
    input  wire               s_axis_tuser,
    input  wire               s_axis_tlast,
    input  wire               s_axis_tvalid,
    output wire               s_axis_tready,
    output wire [8*LANES-1:0] m_axis_tdata,
    output wire [LANES-1:0]   m_axis_tkeep,
    output wire               m_axis_tuser,
    output wire               m_axis_tlast,
    output wire               m_axis_tvalid,
    input  wire               m_axis_tready
);
    reg [7:0] amount;
    always @(posedge aclk)
        if (s_axis_tvalid && s_axis_tready && s_axis_tuser) amount <= s_axis_tdata[7:0];

    reg  [1:0] beats; // taken; nothing sets it back
    wire       room;
    assign s_axis_tready = room && beats != 3;
    always @(posedge aclk)
        if (!aresetn) beats <= 2'd0;
        else if (s_axis_tvalid && s_axis_tready && !s_axis_tuser) beats <= beats + 1'b1;

    wire [8*LANES-1:0] brighter;
    genvar i;
    generate
        for (i = 0; i < LANES; i = i + 1) begin : lane
            wire [8:0] sum = s_axis_tdata[8*i+:8] + amount;
            assign brighter[8*i+:8] = sum[8] ? 8'hFF : sum[7:0];
        end
    endgenerate

    // The register slice does the back-pressure: what it is given leaves a clock later, in order, whatever the other side does.
    assay_skid #(.WIDTH(9 * LANES + 1)) out (
        .clk(aclk), .rst_n(aresetn), .in_data({brighter, s_axis_tkeep, s_axis_tlast}),
        .in_valid(s_axis_tvalid && s_axis_tready && !s_axis_tuser), .in_ready(room),
        .out_data({m_axis_tdata, m_axis_tkeep, m_axis_tlast}), .out_valid(m_axis_tvalid), .out_ready(m_axis_tready));
    assign m_axis_tuser = 1'b0;
endmodule
`default_nettype wire
