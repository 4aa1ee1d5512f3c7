// y = max(0, SCALE·x + OFFSET) on LANES elements a clock, modulo 2^WIDTH (workload parameter dtype=i32).
//
// In: the vector, one packet. Out: the same. N beats take N + 4 clocks. DSP: see assay_product.v; 0 because
// a product with a small constant is an addition or two.
`default_nettype none
module vector_transform #(
    parameter LANES  = 4,
    parameter WIDTH  = 32,
    parameter SCALE  = 3,
    parameter OFFSET = -7,
    parameter DSP    = 0
) (
    input  wire                     aclk,
    input  wire                     aresetn,
    input  wire [LANES*WIDTH-1:0]   s_axis_tdata,
    input  wire [LANES*WIDTH/8-1:0] s_axis_tkeep,
    input  wire                     s_axis_tuser,
    input  wire                     s_axis_tlast,
    input  wire                     s_axis_tvalid,
    output wire                     s_axis_tready,
    output wire [LANES*WIDTH-1:0]   m_axis_tdata,
    output wire [LANES*WIDTH/8-1:0] m_axis_tkeep,
    output wire                     m_axis_tuser,
    output wire                     m_axis_tlast,
    output wire                     m_axis_tvalid,
    input  wire                     m_axis_tready
);
    localparam BITS = LANES * WIDTH, BYTES = BITS / 8;
    localparam [WIDTH-1:0] SCALE_BITS = SCALE;

    wire enable;
    assign s_axis_tready = enable;

    wire [BITS-1:0] result;
    genvar lane;
    generate
        for (lane = 0; lane < LANES; lane = lane + 1) begin : element
            reg signed [WIDTH-1:0] scaled, moved, clipped;
            wire [2*WIDTH-1:0] product; // its upper half is not needed
            assay_product #(.A_WIDTH(WIDTH), .B_WIDTH(WIDTH), .DSP(DSP)) times (
                .a(s_axis_tdata[lane*WIDTH+:WIDTH]), .b(SCALE_BITS), .product(product));
            always @(posedge aclk)
                if (enable) begin
                    scaled  <= product[WIDTH-1:0];
                    moved   <= scaled + OFFSET;
                    clipped <= moved[WIDTH-1] ? {WIDTH{1'b0}} : moved;
                end
            assign result[lane*WIDTH+:WIDTH] = clipped;
        end
    endgenerate

    // Configuration is taken and has no effect: there is none.
    wire [BYTES:0] side;
    wire           valid;
    assay_delay #(.WIDTH(BYTES + 1), .LENGTH(3)) sideDelay (
        .clk(aclk), .clear(1'b0), .enable(enable), .in({s_axis_tkeep, s_axis_tlast}), .out(side));
    assay_delay #(.WIDTH(1), .LENGTH(3)) validDelay (
        .clk(aclk), .clear(!aresetn), .enable(enable), .in(s_axis_tvalid && !s_axis_tuser), .out(valid));

    assay_skid #(.WIDTH(BITS + BYTES + 1)) out (
        .clk(aclk), .rst_n(aresetn), .in_data({result, side}), .in_valid(valid), .in_ready(enable),
        .out_data({m_axis_tdata, m_axis_tkeep, m_axis_tlast}), .out_valid(m_axis_tvalid), .out_ready(m_axis_tready));
    assign m_axis_tuser = 1'b0;
endmodule
`default_nettype wire
