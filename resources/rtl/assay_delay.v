// A word LENGTH clocks (with `enable`) later; LENGTH 0 is a wire. `clear` empties it: for valid bits.
`default_nettype none
module assay_delay #(
    parameter WIDTH  = 1,
    parameter LENGTH = 1
) (
    input  wire             clk,
    input  wire             clear,
    input  wire             enable,
    input  wire [WIDTH-1:0] in,
    output wire [WIDTH-1:0] out
);
    generate
        if (LENGTH == 0) begin : none
            assign out = in;
        end else if (LENGTH == 1) begin : one
            reg [WIDTH-1:0] kept;
            always @(posedge clk)
                if (clear) kept <= {WIDTH{1'b0}};
                else if (enable) kept <= in;
            assign out = kept;
        end else begin : line
            reg [LENGTH*WIDTH-1:0] kept;
            always @(posedge clk)
                if (clear) kept <= {LENGTH * WIDTH{1'b0}};
                else if (enable) kept <= {kept[(LENGTH-1)*WIDTH-1:0], in};
            assign out = kept[LENGTH*WIDTH-1-:WIDTH];
        end
    endgenerate
endmodule
`default_nettype wire
