// Memory with one write and one read port, read synchronously: infers block RAM. A read of the word that is being written
// gives the old word. ZEROED: starts as zeros, as FPGA configuration can arrange.
`default_nettype none
module assay_ram #(
    parameter WIDTH  = 16,
    parameter DEPTH  = 256,
    parameter ZEROED = 0,
    parameter ABITS  = DEPTH > 1 ? $clog2(DEPTH) : 1
) (
    input  wire             clk,
    input  wire             write,
    input  wire [ABITS-1:0] write_address,
    input  wire [WIDTH-1:0] write_data,
    input  wire             read,
    input  wire [ABITS-1:0] read_address,
    output reg  [WIDTH-1:0] read_data
);
    reg [WIDTH-1:0] words[0:DEPTH-1];

    integer i;
    generate
        if (ZEROED) begin : zeroed
            initial for (i = 0; i < DEPTH; i = i + 1) words[i] = {WIDTH{1'b0}};
        end
    endgenerate

    always @(posedge clk) begin
        if (write) words[write_address] <= write_data;
        if (read) read_data <= words[read_address];
    end
endmodule
`default_nettype wire
