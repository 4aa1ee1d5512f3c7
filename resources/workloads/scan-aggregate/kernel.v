// SELECT key, SUM(value), COUNT(*) … WHERE filter < limit GROUP BY key, LANES rows a clock. Each lane has sums of its own,
// which a tree adds up at the end; the same group may come in every clock. 64-bit sums are added in two halves, the upper
// one a clock later.
//
// Configuration: one byte, the limit. In: a packet of rows: key (KEY_BITS), value (32 bits), filter (8 bits).
// Out: a packet with 12 bytes a group: sum, count. R rows take ceil(R / LANES) + GROUPS + 6 + ceil(clog2(LANES) / PIPE)
// clocks. PIPE: tree levels between registers. After a reset it takes GROUPS clocks until the first row is accepted.
`default_nettype none

// Sums by key, in a memory that is read, added to and written back in three stages.
module scan_accumulator #(
    parameter WIDTH  = 32,
    parameter GROUPS = 256,
    parameter KBITS  = 8
) (
    input  wire             clk,
    input  wire             clear,   // writes zero to `key`
    input  wire             read,    // to `value` a clock later
    input  wire             add,     // reads, too
    input  wire [KBITS-1:0] key,
    input  wire [WIDTH-1:0] addend,
    input  wire             carry_in, // two clocks after `add`
    output reg              carry_out, // three clocks after it
    output wire [WIDTH-1:0] value
);
    reg             add1, add2, add3;
    reg [KBITS-1:0] key1, key2, key3;
    reg [WIDTH-1:0] addend1, addend2, base, written;
    wire [WIDTH:0]  sum = {1'b0, base} + {1'b0, addend2} + carry_in;

    // Sums on their way to the memory are taken from where they are.
    always @(posedge clk) begin
        add1      <= add;
        add2      <= add1;
        add3      <= add2;
        key1      <= key;
        key2      <= key1;
        key3      <= key2;
        addend1   <= addend;
        addend2   <= addend1;
        base      <= add2 && key2 == key1 ? sum[WIDTH-1:0] : add3 && key3 == key1 ? written : value;
        written   <= sum[WIDTH-1:0];
        carry_out <= sum[WIDTH];
    end

    assay_ram #(.WIDTH(WIDTH), .DEPTH(GROUPS)) sums (
        .clk(clk), .write(add2 || clear), .write_address(clear ? key : key2),
        .write_data(clear ? {WIDTH{1'b0}} : sum[WIDTH-1:0]), .read(read || add), .read_address(key), .read_data(value));
endmodule

module scan_aggregate #(
    parameter LANES    = 1,
    parameter KEY_BITS = 8,
    parameter GROUPS   = 256,
    parameter PIPE     = 1
) (
    input  wire                              aclk,
    input  wire                              aresetn,
    input  wire [LANES*(KEY_BITS+40)-1:0]    s_axis_tdata,
    input  wire [LANES*(KEY_BITS+40)/8-1:0]  s_axis_tkeep,
    input  wire                              s_axis_tuser,
    input  wire                              s_axis_tlast,
    input  wire                              s_axis_tvalid,
    output wire                              s_axis_tready,
    output wire [95:0]                       m_axis_tdata,
    output wire [11:0]                       m_axis_tkeep,
    output wire                              m_axis_tuser,
    output wire                              m_axis_tlast,
    output wire                              m_axis_tvalid,
    input  wire                              m_axis_tready
);
    localparam ROW = KEY_BITS + 40, KBITS = GROUPS > 1 ? $clog2(GROUPS) : 1;
    localparam TREE = ($clog2(LANES) + PIPE - 1) / PIPE;
    localparam DRAIN = 4; // clocks after the last row until every sum is in memory

    localparam [1:0] CLEAR = 2'd0, SCAN = 2'd1, WAIT = 2'd2, GIVE = 2'd3;
    reg  [1:0]       state;
    reg  [KBITS-1:0] group;
    reg  [2:0]       waited;
    reg  [7:0]       limit;
    wire             enable;
    wire             group_end = group == GROUPS - 1;
    assign s_axis_tready = state == SCAN;
    wire take = s_axis_tvalid && s_axis_tready;
    wire give = state == GIVE && enable;

    always @(posedge aclk)
        if (!aresetn) begin
            state  <= CLEAR;
            group  <= {KBITS{1'b0}};
            waited <= 3'd0;
            limit  <= 8'd0;
        end else begin
            if (state == CLEAR || give) group <= group_end ? {KBITS{1'b0}} : group + 1'b1;
            waited <= state == WAIT ? waited + 1'b1 : 3'd0;
            if (take && s_axis_tuser) limit <= s_axis_tdata[7:0];
            case (state)
                CLEAR: if (group_end) state <= SCAN;
                SCAN: if (take && !s_axis_tuser && s_axis_tlast) state <= WAIT;
                WAIT: if (waited == DRAIN - 1) state <= GIVE;
                default: if (give && group_end) state <= CLEAR; // a sum is cleared when all are read
            endcase
        end

    wire [64*LANES-1:0] sums;
    wire [33*LANES-1:0] counts;
    wire                giving = state == CLEAR || state == GIVE;
    genvar l;
    generate
        for (l = 0; l < LANES; l = l + 1) begin : lane
            reg                pass, pass_high;
            reg  [KBITS-1:0]   key, key_high;
            reg  signed [31:0] value;
            reg                sign_high;
            wire               carry, none1, none2;
            always @(posedge aclk) begin
                pass <= take && !s_axis_tuser && s_axis_tkeep[(l+1)*ROW/8-1] && s_axis_tdata[(l+1)*ROW-1-:8] < limit;
                key       <= s_axis_tdata[l*ROW+:KBITS];
                value     <= s_axis_tdata[l*ROW+KEY_BITS+:32];
                pass_high <= pass;
                key_high  <= key;
                sign_high <= value[31];
            end
            scan_accumulator #(.WIDTH(32), .GROUPS(GROUPS), .KBITS(KBITS)) low (
                .clk(aclk), .clear(state == CLEAR), .read(give), .add(pass), .key(giving ? group : key), .addend(value),
                .carry_in(1'b0), .carry_out(carry), .value(sums[64*l+:32]));
            scan_accumulator #(.WIDTH(32), .GROUPS(GROUPS), .KBITS(KBITS)) high (
                .clk(aclk), .clear(state == CLEAR), .read(give), .add(pass_high), .key(giving ? group : key_high),
                .addend({32{sign_high}}), .carry_in(carry), .carry_out(none1), .value(sums[64*l+32+:32]));
            scan_accumulator #(.WIDTH(32), .GROUPS(GROUPS), .KBITS(KBITS)) count (
                .clk(aclk), .clear(state == CLEAR), .read(give), .add(pass), .key(giving ? group : key),
                .addend(32'd1), .carry_in(1'b0), .carry_out(none2), .value(counts[33*l+:32]));
            assign counts[33*l+32] = 1'b0;
        end
    endgenerate

    wire [63:0] sum;
    wire [31:0] count;
    assay_adder_tree #(.COUNT(LANES), .WIDTH(64), .OUT_WIDTH(64), .LEVELS(PIPE)) sumTree (
        .clk(aclk), .enable(enable), .in(sums), .out(sum));
    assay_adder_tree #(.COUNT(LANES), .WIDTH(33), .OUT_WIDTH(32), .LEVELS(PIPE)) countTree (
        .clk(aclk), .enable(enable), .in(counts), .out(count));
    wire valid, ends;
    assay_delay #(.WIDTH(1), .LENGTH(1 + TREE)) validDelay (
        .clk(aclk), .clear(!aresetn), .enable(enable), .in(give), .out(valid));
    assay_delay #(.WIDTH(1), .LENGTH(1 + TREE)) endDelay (
        .clk(aclk), .clear(1'b0), .enable(enable), .in(group_end), .out(ends));

    assay_skid #(.WIDTH(97)) out (
        .clk(aclk), .rst_n(aresetn), .in_data({count, sum, ends}), .in_valid(valid), .in_ready(enable),
        .out_data({m_axis_tdata, m_axis_tlast}), .out_valid(m_axis_tvalid), .out_ready(m_axis_tready));
    assign m_axis_tkeep = 12'hFFF;
    assign m_axis_tuser = 1'b0;
endmodule
`default_nettype wire
