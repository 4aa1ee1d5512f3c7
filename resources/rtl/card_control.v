// Control registers of an XRT kernel (ap_ctrl_hs) on AXI4-Lite, 32 bits:
//   0x00 bit 0 start (clears itself), bit 1 done (cleared by reading), bit 2 idle, bit 3 ready
//   0x04 bit 0 interrupts on   0x08 bit 0 interrupt on done   0x0C bit 0 done happened, write 1 to toggle
//   0x10, 0x14 input address   0x1C input bytes   0x24 bytes of an input packet, 0: all   0x2C bit 0 tuser of the input
//   0x34, 0x38 output address  0x40 output bytes, 0 for a configuration
`default_nettype none
module card_control (
    input  wire        clk,
    input  wire        rst_n,
    input  wire [6:0]  awaddr,
    input  wire        awvalid,
    output wire        awready,
    input  wire [31:0] wdata,
    input  wire [3:0]  wstrb,
    input  wire        wvalid,
    output wire        wready,
    output wire [1:0]  bresp,
    output reg         bvalid,
    input  wire        bready,
    input  wire [6:0]  araddr,
    input  wire        arvalid,
    output wire        arready,
    output reg  [31:0] rdata,
    output wire [1:0]  rresp,
    output reg         rvalid,
    input  wire        rready,
    output wire        interrupt,

    output reg         start,
    input  wire        busy,
    output reg  [63:0] in_address,
    output reg  [31:0] in_bytes,
    output reg  [31:0] packet_bytes,
    output reg         user,
    output reg  [63:0] out_address,
    output reg  [31:0] out_bytes
);
    reg running, done, enabled, on_done, happened;

    // Address and data of a write are taken together, when both are there.
    wire write = awvalid && wvalid && !bvalid;
    wire read  = arvalid && !rvalid;
    assign awready = write;
    assign wready  = write;
    assign arready = read;
    assign bresp   = 2'b00;
    assign rresp   = 2'b00;
    wire [31:0] mask = {{8{wstrb[3]}}, {8{wstrb[2]}}, {8{wstrb[1]}}, {8{wstrb[0]}}};
    wire        finish = running && !start && !busy;
    assign interrupt = enabled && happened;

    always @(posedge clk)
        if (!rst_n) begin
            {bvalid, rvalid, start, running, done, enabled, on_done, happened} <= 8'd0;
        end else begin
            bvalid <= write || (bvalid && !bready);
            rvalid <= read || (rvalid && !rready);
            start  <= write && awaddr == 7'h00 && wdata[0] && wstrb[0] && !running;
            if (write && awaddr == 7'h00 && wdata[0] && wstrb[0]) running <= 1'b1;
            else if (finish) running <= 1'b0;
            if (finish) done <= 1'b1;
            else if (read && araddr == 7'h00) done <= 1'b0;
            if (write && awaddr == 7'h04 && wstrb[0]) enabled <= wdata[0];
            if (write && awaddr == 7'h08 && wstrb[0]) on_done <= wdata[0];
            if (finish && on_done) happened <= 1'b1;
            else if (write && awaddr == 7'h0C && wstrb[0] && wdata[0]) happened <= !happened;
        end
    always @(posedge clk) begin
        if (write)
            case (awaddr)
                7'h10: in_address[31:0] <= (in_address[31:0] & ~mask) | (wdata & mask);
                7'h14: in_address[63:32] <= (in_address[63:32] & ~mask) | (wdata & mask);
                7'h1C: in_bytes <= (in_bytes & ~mask) | (wdata & mask);
                7'h24: packet_bytes <= (packet_bytes & ~mask) | (wdata & mask);
                7'h2C: if (wstrb[0]) user <= wdata[0];
                7'h34: out_address[31:0] <= (out_address[31:0] & ~mask) | (wdata & mask);
                7'h38: out_address[63:32] <= (out_address[63:32] & ~mask) | (wdata & mask);
                7'h40: out_bytes <= (out_bytes & ~mask) | (wdata & mask);
                default: ;
            endcase
        if (read)
            case (araddr)
                7'h00: rdata <= {28'd0, done, !running, done, running};
                7'h04: rdata <= {31'd0, enabled};
                7'h08: rdata <= {31'd0, on_done};
                7'h0C: rdata <= {31'd0, happened};
                7'h10: rdata <= in_address[31:0];
                7'h14: rdata <= in_address[63:32];
                7'h1C: rdata <= in_bytes;
                7'h24: rdata <= packet_bytes;
                7'h2C: rdata <= {31'd0, user};
                7'h34: rdata <= out_address[31:0];
                7'h38: rdata <= out_address[63:32];
                7'h40: rdata <= out_bytes;
                default: rdata <= 32'd0;
            endcase
    end
endmodule
`default_nettype wire
