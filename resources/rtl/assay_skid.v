// Register slice of a stream: everything that leaves and `in_ready` come from flip-flops, at one beat a clock.
// Latency: 1.
`default_nettype none
module assay_skid #(
    parameter WIDTH = 8
) (
    input  wire             clk,
    input  wire             rst_n,
    input  wire [WIDTH-1:0] in_data,
    input  wire             in_valid,
    output reg              in_ready,
    output reg  [WIDTH-1:0] out_data,
    output reg              out_valid,
    input  wire             out_ready
);
    reg [WIDTH-1:0] held; // the beat that came while the output was stuck; in_ready is low while there is one

    always @(posedge clk) begin
        if (in_ready) held <= in_data;
        if (!out_valid || out_ready) out_data <= in_ready ? in_data : held;
        if (!rst_n) begin
            in_ready  <= 1'b1;
            out_valid <= 1'b0;
        end else if (!out_valid || out_ready) begin
            out_valid <= in_valid || !in_ready;
            in_ready  <= 1'b1;
        end else if (in_valid) begin
            in_ready <= 1'b0;
        end
    end
endmodule
`default_nettype wire
