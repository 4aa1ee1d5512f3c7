// Product of two signed numbers, without a register.
// DSP = 1: `*`, which takes a multiplier block where the chip has them. DSP = 0: rows of gates that are added, so that it
// stays in logic cells everywhere.
`default_nettype none
module assay_product #(
    parameter A_WIDTH = 8,
    parameter B_WIDTH = 8,
    parameter DSP     = 1
) (
    input  wire signed [A_WIDTH-1:0]         a,
    input  wire signed [B_WIDTH-1:0]         b,
    output wire signed [A_WIDTH+B_WIDTH-1:0] product
);
    genvar i;
    generate
        if (DSP) begin : whole
            assign product = a * b;
        end else begin : rows
            wire [A_WIDTH+B_WIDTH-1:0] wide = {{B_WIDTH{a[A_WIDTH-1]}}, a};
            for (i = 0; i < B_WIDTH; i = i + 1) begin : row
                wire [A_WIDTH+B_WIDTH-1:0] part = {(A_WIDTH + B_WIDTH){b[i]}} & (wide << i);
                wire [A_WIDTH+B_WIDTH-1:0] sum;
                if (i == B_WIDTH - 1 && i == 0) begin : only
                    assign sum = -part;
                end else if (i == 0) begin : first
                    assign sum = part;
                end else if (i == B_WIDTH - 1) begin : sign // weighs negative
                    assign sum = row[i-1].sum - part;
                end else begin : more
                    assign sum = row[i-1].sum + part;
                end
            end
            assign product = row[B_WIDTH-1].sum;
        end
    endgenerate
endmodule
`default_nettype wire
