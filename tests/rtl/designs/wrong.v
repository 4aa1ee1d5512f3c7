// Does not elaborate: line 4 uses a name that does not exist.
`default_nettype none
module wrong (input wire aclk, output reg q);
    always @(posedge aclk) q <= missing_name;
endmodule
`default_nettype wire
