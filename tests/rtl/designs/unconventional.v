// Elaborates, but has no stream ports.
module unconventional (input wire aclk, input wire a, output reg q);
    always @(posedge aclk) q <= a;
endmodule
