// AXI4 write master that puts a stream into memory: the kept bytes, one packet behind the other, from `address` on until there
// were `bytes`. The address is a multiple of MEM_BYTES. Bursts as in card_reader; a burst is announced when all of it is here.
`default_nettype none
module card_writer #(
    parameter MEM_BYTES  = 8,
    parameter BEAT_BYTES = 4,
    parameter BURST      = 16
) (
    input  wire                    clk,
    input  wire                    rst_n,
    input  wire                    start,
    input  wire [63:0]             address,
    input  wire [31:0]             bytes,
    output wire                    busy,

    input  wire [8*BEAT_BYTES-1:0] tdata,
    input  wire [BEAT_BYTES-1:0]   tkeep,
    input  wire                    tvalid,
    output wire                    tready,

    output wire [63:0]             awaddr,
    output wire [7:0]              awlen,
    output reg                     awvalid,
    input  wire                    awready,
    output wire [8*MEM_BYTES-1:0]  wdata,
    output wire [MEM_BYTES-1:0]    wstrb,
    output wire                    wlast,
    output wire                    wvalid,
    input  wire                    wready,
    input  wire                    bvalid,
    output wire                    bready
);
    localparam SHIFT = $clog2(MEM_BYTES), LBITS = $clog2(BURST) + 1, DEPTH = 2 * BURST, FBITS = $clog2(DEPTH);
    localparam HELD = MEM_BYTES + BEAT_BYTES, HBITS = $clog2(HELD + 1);

    function [HBITS-1:0] ones(input [BEAT_BYTES-1:0] bits);
        integer i;
        begin
            ones = 0;
            for (i = 0; i < BEAT_BYTES; i = i + 1) ones = ones + bits[i];
        end
    endfunction

    // Beats into words; the last word may be partial.
    wire [8*BEAT_BYTES-1:0] data;
    wire [BEAT_BYTES-1:0]   keep;
    wire                    valid;
    reg  [8*HELD-1:0]       held;
    reg  [HBITS-1:0]        count;
    reg  [31:0]             to_come, to_push; // bytes
    reg  [FBITS:0]          head, tail;
    wire [FBITS:0]          stored = head - tail;
    wire                    last_word = to_push <= MEM_BYTES;
    wire [HBITS-1:0]        size = last_word ? to_push[HBITS-1:0] : MEM_BYTES;
    wire                    pushed = to_push != 0 && count >= size && stored != DEPTH;
    wire [HBITS-1:0]        kept = pushed ? count - size : count;
    wire                    take = valid && to_come != 0 && kept <= MEM_BYTES;
    wire [HBITS-1:0]        coming = ones(keep);
    wire [8*HELD-1:0]       shifted = pushed ? held >> (8 * size) : held;
    wire [8*BEAT_BYTES-1:0] used = data & ~({8*BEAT_BYTES{1'b1}} << (8 * coming));
    wire [8*HELD-1:0]       placed = {{8*MEM_BYTES{1'b0}}, used} << (8 * kept);
    assay_skid #(.WIDTH(9 * BEAT_BYTES)) in (
        .clk(clk), .rst_n(rst_n), .in_data({tdata, tkeep}), .in_valid(tvalid), .in_ready(tready),
        .out_data({data, keep}), .out_valid(valid), .out_ready(take));
    always @(posedge clk)
        if (!rst_n) begin
            count   <= 0;
            to_come <= 32'd0;
            to_push <= 32'd0;
        end else if (start) begin
            count   <= 0;
            to_come <= bytes;
            to_push <= bytes;
        end else begin
            count <= kept + (take ? coming : 0);
            if (take) to_come <= to_come - coming;
            if (pushed) to_push <= to_push - size;
        end
    always @(posedge clk) held <= start ? {8*HELD{1'b0}} : take ? shifted | placed : shifted;

    reg [9*MEM_BYTES-1:0] words[0:DEPTH-1];
    wire [MEM_BYTES-1:0]  strobe = ~({MEM_BYTES{1'b1}} << size);
    wire                  popped = wvalid && wready;
    always @(posedge clk) begin
        if (pushed) words[head[FBITS-1:0]] <= {strobe, held[8*MEM_BYTES-1:0]};
        if (!rst_n) begin
            head <= 0;
            tail <= 0;
        end else begin
            if (pushed) head <= head + 1'b1;
            if (popped) tail <= tail + 1'b1;
        end
    end

    // Bursts: address, then data.
    reg  [63:0]      next;
    reg  [31:0]      words_left;
    reg  [LBITS-1:0] length, beats_left;
    reg  [31:0]      answers; // bursts that are not yet acknowledged
    wire [LBITS-1:0] to_boundary = BURST - ((next >> SHIFT) & (BURST - 1));
    wire [LBITS-1:0] wanted = words_left < to_boundary ? words_left[LBITS-1:0] : to_boundary;
    wire             announce = !awvalid && beats_left == 0 && words_left != 0 && stored >= wanted;
    assign awaddr = next;
    assign awlen  = length - 1'b1;
    assign {wstrb, wdata} = words[tail[FBITS-1:0]];
    assign wvalid = beats_left != 0 && !awvalid;
    assign wlast  = beats_left == 1;
    assign bready = 1'b1;
    assign busy   = words_left != 0 || beats_left != 0 || answers != 0;
    always @(posedge clk)
        if (!rst_n) begin
            words_left <= 32'd0;
            beats_left <= 0;
            awvalid    <= 1'b0;
            answers    <= 32'd0;
        end else begin
            answers <= answers + announce - bvalid;
            if (start) begin
                next       <= address;
                words_left <= (bytes + MEM_BYTES - 1) >> SHIFT;
            end
            if (announce) begin
                length     <= wanted;
                beats_left <= wanted;
                awvalid    <= 1'b1;
            end else if (awvalid && awready) begin
                awvalid    <= 1'b0;
                next       <= next + length * MEM_BYTES;
                words_left <= words_left - length;
            end
            if (popped) beats_left <= beats_left - 1'b1;
        end
endmodule
`default_nettype wire
