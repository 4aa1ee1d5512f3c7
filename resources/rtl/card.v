// A core as an XRT RTL kernel: registers on AXI4-Lite, data through one AXI4 master. One run sends one input buffer through the
// core and puts what comes out into the output buffer. Macros: KERNEL, KPARAMS, IN_BYTES, OUT_BYTES as for pins.v.
// A query whose packets differ in length or tuser takes a run for each kind; a run without output ends when its input is taken.
`default_nettype none
module card #(
    parameter MEM_BYTES = 8,
    parameter BURST     = 16
) (
    input  wire                   ap_clk,
    input  wire                   ap_rst_n,
    // verilator lint_off SYMRSVDWORD
    output wire                   interrupt,
    // verilator lint_on SYMRSVDWORD

    input  wire [6:0]             s_axi_control_awaddr,
    input  wire                   s_axi_control_awvalid,
    output wire                   s_axi_control_awready,
    input  wire [31:0]            s_axi_control_wdata,
    input  wire [3:0]             s_axi_control_wstrb,
    input  wire                   s_axi_control_wvalid,
    output wire                   s_axi_control_wready,
    output wire [1:0]             s_axi_control_bresp,
    output wire                   s_axi_control_bvalid,
    input  wire                   s_axi_control_bready,
    input  wire [6:0]             s_axi_control_araddr,
    input  wire                   s_axi_control_arvalid,
    output wire                   s_axi_control_arready,
    output wire [31:0]            s_axi_control_rdata,
    output wire [1:0]             s_axi_control_rresp,
    output wire                   s_axi_control_rvalid,
    input  wire                   s_axi_control_rready,

    output wire [63:0]            m_axi_gmem_awaddr,
    output wire [7:0]             m_axi_gmem_awlen,
    output wire [2:0]             m_axi_gmem_awsize,
    output wire [1:0]             m_axi_gmem_awburst,
    output wire                   m_axi_gmem_awvalid,
    input  wire                   m_axi_gmem_awready,
    output wire [8*MEM_BYTES-1:0] m_axi_gmem_wdata,
    output wire [MEM_BYTES-1:0]   m_axi_gmem_wstrb,
    output wire                   m_axi_gmem_wlast,
    output wire                   m_axi_gmem_wvalid,
    input  wire                   m_axi_gmem_wready,
    input  wire [1:0]             m_axi_gmem_bresp,
    input  wire                   m_axi_gmem_bvalid,
    output wire                   m_axi_gmem_bready,
    output wire [63:0]            m_axi_gmem_araddr,
    output wire [7:0]             m_axi_gmem_arlen,
    output wire [2:0]             m_axi_gmem_arsize,
    output wire [1:0]             m_axi_gmem_arburst,
    output wire                   m_axi_gmem_arvalid,
    input  wire                   m_axi_gmem_arready,
    input  wire [8*MEM_BYTES-1:0] m_axi_gmem_rdata,
    input  wire [1:0]             m_axi_gmem_rresp,
    input  wire                   m_axi_gmem_rlast,
    input  wire                   m_axi_gmem_rvalid,
    output wire                   m_axi_gmem_rready
);
    assign m_axi_gmem_awsize  = $clog2(MEM_BYTES);
    assign m_axi_gmem_arsize  = $clog2(MEM_BYTES);
    assign m_axi_gmem_awburst = 2'b01;
    assign m_axi_gmem_arburst = 2'b01;

    wire        start, reading, writing, user;
    wire [63:0] in_address, out_address;
    wire [31:0] in_bytes, packet_bytes, out_bytes;
    card_control control (
        .clk(ap_clk), .rst_n(ap_rst_n), .awaddr(s_axi_control_awaddr), .awvalid(s_axi_control_awvalid),
        .awready(s_axi_control_awready), .wdata(s_axi_control_wdata), .wstrb(s_axi_control_wstrb),
        .wvalid(s_axi_control_wvalid), .wready(s_axi_control_wready), .bresp(s_axi_control_bresp),
        .bvalid(s_axi_control_bvalid), .bready(s_axi_control_bready), .araddr(s_axi_control_araddr),
        .arvalid(s_axi_control_arvalid), .arready(s_axi_control_arready), .rdata(s_axi_control_rdata),
        .rresp(s_axi_control_rresp), .rvalid(s_axi_control_rvalid), .rready(s_axi_control_rready),
        .interrupt(interrupt), .start(start), .busy(reading || writing), .in_address(in_address), .in_bytes(in_bytes),
        .packet_bytes(packet_bytes), .user(user), .out_address(out_address), .out_bytes(out_bytes));

    wire [8*`IN_BYTES-1:0]  in_data;
    wire [`IN_BYTES-1:0]    in_keep;
    wire                    in_last, in_valid, in_ready;
    wire [8*`OUT_BYTES-1:0] out_data;
    wire [`OUT_BYTES-1:0]   out_keep;
    wire                    out_user, out_last, out_valid, out_ready;
    card_reader #(.MEM_BYTES(MEM_BYTES), .BEAT_BYTES(`IN_BYTES), .BURST(BURST)) reader (
        .clk(ap_clk), .rst_n(ap_rst_n), .start(start), .address(in_address), .bytes(in_bytes),
        .packet_bytes(packet_bytes), .busy(reading), .araddr(m_axi_gmem_araddr), .arlen(m_axi_gmem_arlen),
        .arvalid(m_axi_gmem_arvalid), .arready(m_axi_gmem_arready), .rdata(m_axi_gmem_rdata),
        .rvalid(m_axi_gmem_rvalid), .rready(m_axi_gmem_rready), .tdata(in_data), .tkeep(in_keep), .tlast(in_last),
        .tvalid(in_valid), .tready(in_ready));
    `KERNEL `KPARAMS core (
        .aclk(ap_clk), .aresetn(ap_rst_n), .s_axis_tdata(in_data), .s_axis_tkeep(in_keep), .s_axis_tuser(user),
        .s_axis_tlast(in_last), .s_axis_tvalid(in_valid), .s_axis_tready(in_ready), .m_axis_tdata(out_data),
        .m_axis_tkeep(out_keep), .m_axis_tuser(out_user), .m_axis_tlast(out_last), .m_axis_tvalid(out_valid),
        .m_axis_tready(out_ready));
    card_writer #(.MEM_BYTES(MEM_BYTES), .BEAT_BYTES(`OUT_BYTES), .BURST(BURST)) writer (
        .clk(ap_clk), .rst_n(ap_rst_n), .start(start), .address(out_address), .bytes(out_bytes), .busy(writing),
        .tdata(out_data), .tkeep(out_keep), .tvalid(out_valid), .tready(out_ready), .awaddr(m_axi_gmem_awaddr),
        .awlen(m_axi_gmem_awlen), .awvalid(m_axi_gmem_awvalid), .awready(m_axi_gmem_awready),
        .wdata(m_axi_gmem_wdata), .wstrb(m_axi_gmem_wstrb), .wlast(m_axi_gmem_wlast), .wvalid(m_axi_gmem_wvalid),
        .wready(m_axi_gmem_wready), .bvalid(m_axi_gmem_bvalid), .bready(m_axi_gmem_bready));
endmodule
`default_nettype wire
