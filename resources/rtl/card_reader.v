// AXI4 read master that makes a stream of memory: `bytes` bytes from `address` on, as packets of `packet_bytes` (0: one).
// The address is a multiple of MEM_BYTES. Bursts of at most BURST beats end at multiples of their size, so none crosses 4 KiB;
// as many are asked for as the buffer has room for. BURST · MEM_BYTES is a power of two, at most 4096.
`default_nettype none
module card_reader #(
    parameter MEM_BYTES  = 8,
    parameter BEAT_BYTES = 4,
    parameter BURST      = 16
) (
    input  wire                    clk,
    input  wire                    rst_n,
    input  wire                    start,
    input  wire [63:0]             address,
    input  wire [31:0]             bytes,
    input  wire [31:0]             packet_bytes,
    output wire                    busy,

    output wire [63:0]             araddr,
    output wire [7:0]              arlen,
    output wire                    arvalid,
    input  wire                    arready,
    input  wire [8*MEM_BYTES-1:0]  rdata,
    input  wire                    rvalid,
    output wire                    rready,

    output wire [8*BEAT_BYTES-1:0] tdata,
    output wire [BEAT_BYTES-1:0]   tkeep,
    output wire                    tlast,
    output wire                    tvalid,
    input  wire                    tready
);
    localparam SHIFT = $clog2(MEM_BYTES), LBITS = $clog2(BURST) + 1, DEPTH = 4 * BURST, FBITS = $clog2(DEPTH);
    localparam HELD = MEM_BYTES + BEAT_BYTES, HBITS = $clog2(HELD + 1);

    // Asking: a burst up to the next boundary, when there is room for the longest.
    reg  [63:0]      next;
    reg  [31:0]      words_to_ask;
    reg  [FBITS:0]   reserved; // words in the buffer or on their way into it
    reg              asking;
    reg  [LBITS-1:0] length;
    wire [LBITS-1:0] to_boundary = BURST - ((next >> SHIFT) & (BURST - 1));
    wire [LBITS-1:0] wanted = words_to_ask < to_boundary ? words_to_ask[LBITS-1:0] : to_boundary;
    wire             popped;
    wire             ask = !asking && words_to_ask != 0 && reserved <= DEPTH - BURST;
    assign araddr  = next;
    assign arlen   = length - 1'b1;
    assign arvalid = asking;
    always @(posedge clk)
        if (!rst_n) begin
            words_to_ask <= 32'd0;
            reserved     <= 0;
            asking       <= 1'b0;
        end else begin
            reserved <= reserved + (ask ? wanted : 0) - popped;
            if (start) begin
                next         <= address;
                words_to_ask <= (bytes + MEM_BYTES - 1) >> SHIFT;
            end else if (asking && arready) begin
                next         <= next + length * MEM_BYTES;
                words_to_ask <= words_to_ask - length;
            end
            if (ask) begin
                asking <= 1'b1;
                length <= wanted;
            end else if (arready) begin
                asking <= 1'b0;
            end
        end

    // Buffer. Room was reserved, so what comes is always taken.
    reg  [8*MEM_BYTES-1:0] words[0:DEPTH-1];
    reg  [FBITS:0]         head, tail;
    wire                   filled = head != tail;
    wire [8*MEM_BYTES-1:0] word = words[tail[FBITS-1:0]];
    assign rready = 1'b1;
    always @(posedge clk) begin
        if (rvalid) words[head[FBITS-1:0]] <= rdata;
        if (!rst_n) begin
            head <= 0;
            tail <= 0;
        end else begin
            if (rvalid) head <= head + 1'b1;
            if (popped) tail <= tail + 1'b1;
        end
    end

    // Words into beats.
    reg  [8*HELD-1:0] held;
    reg  [HBITS-1:0]  count;
    reg  [31:0]       to_pop, packet_left, left, packet_size; // bytes: not yet popped; of this packet; of all
    wire              room;
    wire [31:0]       this_packet = packet_left < left ? packet_left : left;
    wire              is_last = this_packet <= BEAT_BYTES;
    wire [HBITS-1:0]  need = is_last ? this_packet[HBITS-1:0] : BEAT_BYTES;
    wire              whole = left != 0 && count >= need;
    wire              sent = whole && room;
    wire [HBITS-1:0]  kept = sent ? count - need : count;
    wire [HBITS-1:0]  popping = to_pop < MEM_BYTES ? to_pop[HBITS-1:0] : MEM_BYTES;
    wire [8*HELD-1:0] shifted = sent ? held >> (8 * need) : held;
    assign popped = filled && kept <= BEAT_BYTES;
    assign busy   = left != 0 || tvalid;
    always @(posedge clk)
        if (!rst_n) begin
            count  <= 0;
            to_pop <= 32'd0;
            left   <= 32'd0;
        end else if (start) begin
            count       <= 0;
            to_pop      <= bytes;
            left        <= bytes;
            packet_size <= packet_bytes == 0 ? bytes : packet_bytes;
            packet_left <= packet_bytes == 0 ? bytes : packet_bytes;
        end else begin
            count <= kept + (popped ? popping : 0);
            if (popped) to_pop <= to_pop - popping;
            if (sent) begin
                left        <= left - need;
                packet_left <= is_last ? packet_size : packet_left - need;
            end
        end
    wire [8*MEM_BYTES-1:0] used = word & ~({8*MEM_BYTES{1'b1}} << (8 * popping)); // behind the end lies somebody else's
    wire [8*HELD-1:0]      placed = {{8*BEAT_BYTES{1'b0}}, used} << (8 * kept);
    always @(posedge clk) held <= start ? {8*HELD{1'b0}} : popped ? shifted | placed : shifted;

    wire [BEAT_BYTES-1:0]   keep = ~({BEAT_BYTES{1'b1}} << need);
    wire [8*BEAT_BYTES-1:0] data = held[8*BEAT_BYTES-1:0] & ~({8*BEAT_BYTES{1'b1}} << (8 * need));
    assay_skid #(.WIDTH(9 * BEAT_BYTES + 1)) out (
        .clk(clk), .rst_n(rst_n), .in_data({data, keep, is_last}), .in_valid(whole), .in_ready(room),
        .out_data({tdata, tkeep, tlast}), .out_valid(tvalid), .out_ready(tready));
endmodule
`default_nettype wire
