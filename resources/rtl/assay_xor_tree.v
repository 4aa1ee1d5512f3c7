// XOR of COUNT words, as a tree of two-input gates with a register after every LEVELS of them.
// Latency: ceil(clog2(COUNT) / LEVELS) clocks with `enable`; 0 for one word.
`default_nettype none
module assay_xor_tree #(
    parameter COUNT  = 8,
    parameter WIDTH  = 32,
    parameter LEVELS = 1
) (
    input  wire                   clk,
    input  wire                   enable,
    input  wire [COUNT*WIDTH-1:0] in,
    output wire [WIDTH-1:0]       out
);
    localparam DEPTH = $clog2(COUNT);

    genvar l, i;
    generate
        for (l = 0; l <= DEPTH; l = l + 1) begin : level
            localparam NODES = (COUNT + (1 << l) - 1) >> l;
            localparam BELOW = l == 0 ? COUNT : (COUNT + (1 << (l - 1)) - 1) >> (l - 1);
            localparam REGISTERED = l > 0 && (l % LEVELS == 0 || l == DEPTH);
            for (i = 0; i < NODES; i = i + 1) begin : node
                wire [WIDTH-1:0] sum;
                wire [WIDTH-1:0] result;
                if (l == 0) begin : leaf
                    assign sum = in[i*WIDTH+:WIDTH];
                end else if (2 * i + 1 < BELOW) begin : pair
                    assign sum = level[l-1].node[2*i].result ^ level[l-1].node[2*i+1].result;
                end else begin : single
                    assign sum = level[l-1].node[2*i].result;
                end
                if (REGISTERED) begin : stage
                    reg [WIDTH-1:0] kept;
                    always @(posedge clk) if (enable) kept <= sum;
                    assign result = kept;
                end else begin : through
                    assign result = sum;
                end
            end
        end
    endgenerate

    assign out = level[DEPTH].node[0].result;
endmodule
`default_nettype wire
