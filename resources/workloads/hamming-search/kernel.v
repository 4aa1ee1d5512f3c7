// The K stored codes nearest to each query in Hamming distance. WIDTH bits of a code are read a clock and compared with
// QUERIES queries at once; each query keeps a sorted list that takes a candidate a clock.
//
// Configuration: the stored codes, WIDTH bits a beat, one after the other.
// In: a packet of queries, any number, WIDTH bits a beat. Out: a packet of neighbours, 8 bytes each: index, distance;
// K for each query, nearest first. STEPS = CODE_BITS / WIDTH; a batch of n <= QUERIES queries takes
// (n + CODES)·STEPS + n·K + 4 + ceil(clog2(ceil(WIDTH / 4)) / PIPE) clocks, and the last batch one more. PIPE: tree levels
// between registers.
// Needs CODE_BITS % WIDTH = 0, WIDTH % 8 = 0.
`default_nettype none
module hamming_search #(
    parameter WIDTH     = 32,
    parameter CODE_BITS = 64,
    parameter CODES     = 64,
    parameter K         = 4,
    parameter QUERIES   = 1,
    parameter PIPE      = 1
) (
    input  wire               aclk,
    input  wire               aresetn,
    input  wire [WIDTH-1:0]   s_axis_tdata,
    input  wire [WIDTH/8-1:0] s_axis_tkeep,
    input  wire               s_axis_tuser,
    input  wire               s_axis_tlast,
    input  wire               s_axis_tvalid,
    output wire               s_axis_tready,
    output wire [63:0]        m_axis_tdata,
    output wire [7:0]         m_axis_tkeep,
    output wire               m_axis_tuser,
    output wire               m_axis_tlast,
    output wire               m_axis_tvalid,
    input  wire               m_axis_tready
);
    localparam STEPS = CODE_BITS / WIDTH, WORDS = CODES * STEPS, PARTS = (WIDTH + 3) / 4;
    localparam TREE = ($clog2(PARTS) + PIPE - 1) / PIPE;
    localparam DBITS = $clog2(CODE_BITS + 1), IBITS = $clog2(CODES), EBITS = DBITS + IBITS;
    localparam SBITS = STEPS > 1 ? $clog2(STEPS) : 1, ABITS = WORDS > 1 ? $clog2(WORDS) : 1;
    localparam QBITS = QUERIES > 1 ? $clog2(QUERIES) : 1, KBITS = K > 1 ? $clog2(K) : 1;
    localparam DRAIN = 4 + TREE; // clocks after the last word is asked for until its candidate is in the list

    localparam [1:0] LOAD = 2'd0, SCAN = 2'd1, WAIT = 2'd2, GIVE = 2'd3;
    reg  [1:0]       state;
    reg  [SBITS-1:0] step;
    reg  [ABITS-1:0] word, stored;
    reg  [QBITS-1:0] query, last_query;
    reg  [KBITS-1:0] rank;
    reg  [5:0]       waited;
    reg              packet_end;
    wire             enable;

    assign s_axis_tready = state == LOAD;
    wire take      = s_axis_tvalid && s_axis_tready && !s_axis_tuser;
    wire store     = s_axis_tvalid && s_axis_tready && s_axis_tuser;
    wire step_end  = step == STEPS - 1;
    wire loaded    = take && step_end && (s_axis_tlast || query == QUERIES - 1);
    wire scan      = state == SCAN;
    wire scan_end  = word == WORDS - 1;
    wire give      = state == GIVE && enable;
    wire rank_end  = rank == K - 1;
    wire query_end = query == last_query;

    always @(posedge aclk)
        if (!aresetn) begin
            state  <= LOAD;
            step   <= {SBITS{1'b0}};
            word   <= {ABITS{1'b0}};
            stored <= {ABITS{1'b0}};
            query  <= {QBITS{1'b0}};
            rank   <= {KBITS{1'b0}};
            waited <= 6'd0;
        end else begin
            if (store) stored <= s_axis_tlast ? {ABITS{1'b0}} : stored + 1'b1;
            if (take || scan) step <= step_end ? {SBITS{1'b0}} : step + 1'b1;
            if (scan) word <= scan_end ? {ABITS{1'b0}} : word + 1'b1;
            waited <= state == WAIT ? waited + 1'b1 : 6'd0;
            if (loaded) query <= {QBITS{1'b0}};
            else if (take && step_end) query <= query + 1'b1;
            else if (give && rank_end) query <= query_end ? {QBITS{1'b0}} : query + 1'b1;
            if (give) rank <= rank_end ? {KBITS{1'b0}} : rank + 1'b1;
            case (state)
                LOAD: if (loaded) state <= SCAN;
                SCAN: if (scan_end) state <= WAIT;
                WAIT: if (waited == DRAIN - 1) state <= GIVE;
                default: if (give && rank_end && query_end) state <= LOAD;
            endcase
        end
    always @(posedge aclk)
        if (loaded) begin
            last_query <= query;
            packet_end <= s_axis_tlast;
        end

    // The stored codes, and where in the pipeline their pieces are.
    wire [WIDTH-1:0] piece;
    assay_ram #(.WIDTH(WIDTH), .DEPTH(WORDS)) codes (
        .clk(aclk), .write(store), .write_address(stored), .write_data(s_axis_tdata), .read(scan),
        .read_address(word), .read_data(piece));
    reg              piece_valid;
    reg  [IBITS-1:0] index;
    wire             sum_valid, sum_first, sum_last, total_valid;
    always @(posedge aclk) piece_valid <= aresetn && scan;
    assay_delay #(.WIDTH(1), .LENGTH(3 + TREE)) validDelay (
        .clk(aclk), .clear(!aresetn), .enable(1'b1), .in(scan), .out(sum_valid));
    assay_delay #(.WIDTH(2), .LENGTH(3 + TREE)) sideDelay (
        .clk(aclk), .clear(1'b0), .enable(1'b1), .in({step == 0, step_end}), .out({sum_first, sum_last}));
    assay_delay #(.WIDTH(1), .LENGTH(1)) totalDelay (
        .clk(aclk), .clear(!aresetn), .enable(1'b1), .in(sum_valid && sum_last), .out(total_valid));
    always @(posedge aclk)
        if (loaded) index <= {IBITS{1'b0}};
        else if (total_valid) index <= index + 1'b1;

    wire [QUERIES*EBITS-1:0] heads;
    genvar q, p, e;
    generate
        for (q = 0; q < QUERIES; q = q + 1) begin : lane
            // The query, turned so that the piece to compare is lowest.
            reg [CODE_BITS-1:0] wanted;
            wire                load = take && query == q;
            wire [WIDTH-1:0]    top  = load ? s_axis_tdata : wanted[WIDTH-1:0];
            if (STEPS == 1) begin : whole
                always @(posedge aclk) if (load) wanted <= top;
            end else begin : turning
                always @(posedge aclk) if (load || piece_valid) wanted <= {top, wanted[CODE_BITS-1:WIDTH]};
            end

            // Bits that differ, counted.
            reg [WIDTH-1:0] different;
            always @(posedge aclk) different <= piece ^ wanted[WIDTH-1:0];
            wire [4*PARTS-1:0] fours = {{(4*PARTS-WIDTH){1'b0}}, different};
            wire [4*PARTS-1:0] counts;
            for (p = 0; p < PARTS; p = p + 1) begin : part
                reg [2:0] count;
                always @(posedge aclk)
                    count <= {2'd0, fours[4*p]} + {2'd0, fours[4*p+1]} + {2'd0, fours[4*p+2]} + {2'd0, fours[4*p+3]};
                assign counts[4*p+:4] = {1'b0, count};
            end
            wire [DBITS-1:0] sum;
            assay_adder_tree #(.COUNT(PARTS), .WIDTH(4), .OUT_WIDTH(DBITS), .LEVELS(PIPE)) tree (
                .clk(aclk), .enable(1'b1), .in(counts), .out(sum));
            reg [DBITS-1:0] distance;
            always @(posedge aclk) if (sum_valid) distance <= (sum_first ? {DBITS{1'b0}} : distance) + sum;

            // The list. Candidates come in the order of their index, so an equal distance goes behind.
            wire shift = give && query == q;
            for (e = 0; e < K; e = e + 1) begin : place
                reg  [DBITS-1:0] far;
                reg  [IBITS-1:0] who;
                wire             nearer = distance < far;
                wire             above;
                wire [EBITS-1:0] before, after;
                if (e == 0) begin : head
                    assign above  = 1'b0;
                    assign before = {EBITS{1'b0}};
                end else begin : tail
                    assign above  = place[e-1].nearer;
                    assign before = {place[e-1].far, place[e-1].who};
                end
                if (e == K - 1) begin : foot
                    assign after = {EBITS{1'b1}};
                end else begin : body
                    assign after = {place[e+1].far, place[e+1].who};
                end
                always @(posedge aclk)
                    if (loaded) {far, who} <= {EBITS{1'b1}}; // further than any code
                    else if (total_valid && nearer) {far, who} <= above ? before : {distance, index};
                    else if (shift) {far, who} <= after;
            end
            assign heads[q*EBITS+:EBITS] = {place[0].far, place[0].who};
        end
    endgenerate

    wire [EBITS-1:0] head = heads[query*EBITS+:EBITS];
    wire [31:0]      far_out = head[EBITS-1:IBITS], who_out = head[IBITS-1:0];
    assay_skid #(.WIDTH(65)) out (
        .clk(aclk), .rst_n(aresetn), .in_data({far_out, who_out, packet_end && query_end && rank_end}),
        .in_valid(state == GIVE), .in_ready(enable), .out_data({m_axis_tdata, m_axis_tlast}), .out_valid(m_axis_tvalid),
        .out_ready(m_axis_tready));
    assign m_axis_tkeep = 8'hFF;
    assign m_axis_tuser = 1'b0;
endmodule
`default_nettype wire
