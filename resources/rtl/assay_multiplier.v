// Product of two signed numbers, three clocks (with `enable`) later: operands, products, result are registered.
// DSP = 1: one product, for multiplier blocks, which take these registers in. DSP = 0: two narrower products that are added,
// in logic cells.
`default_nettype none
module assay_multiplier #(
    parameter A_WIDTH = 16,
    parameter B_WIDTH = 16,
    parameter DSP     = 1
) (
    input  wire                       clk,
    input  wire                       enable,
    input  wire [A_WIDTH-1:0]         a,
    input  wire [B_WIDTH-1:0]         b,
    output reg  [A_WIDTH+B_WIDTH-1:0] product
);
    localparam LOW = B_WIDTH / 2;

    reg signed [A_WIDTH-1:0] a1;
    reg signed [B_WIDTH-1:0] b1;
    always @(posedge clk)
        if (enable) begin
            a1 <= a;
            b1 <= b;
        end

    generate
        if (DSP || LOW == 0) begin : whole
            reg signed [A_WIDTH+B_WIDTH-1:0] product2;
            always @(posedge clk)
                if (enable) begin
                    product2 <= a1 * b1;
                    product  <= product2;
                end
        end else begin : halves
            wire signed [LOW:0]              b_low  = {1'b0, b1[LOW-1:0]};
            wire signed [B_WIDTH-LOW-1:0]    b_high = b1[B_WIDTH-1:LOW];
            reg signed  [A_WIDTH+LOW:0]      low;
            reg signed  [A_WIDTH+B_WIDTH-LOW-1:0] high;
            wire signed [A_WIDTH+B_WIDTH-1:0] low_wide = low;
            wire signed [A_WIDTH+LOW:0]      low_now;
            wire signed [A_WIDTH+B_WIDTH-LOW-1:0] high_now;
            assay_product #(.A_WIDTH(A_WIDTH), .B_WIDTH(LOW + 1), .DSP(0)) lowTimes (.a(a1), .b(b_low), .product(low_now));
            assay_product #(.A_WIDTH(A_WIDTH), .B_WIDTH(B_WIDTH - LOW), .DSP(0)) highTimes (
                .a(a1), .b(b_high), .product(high_now));
            always @(posedge clk)
                if (enable) begin
                    low     <= low_now;
                    high    <= high_now;
                    product <= low_wide + {high, {LOW{1'b0}}};
                end
        end
    endgenerate
endmodule
`default_nettype wire
