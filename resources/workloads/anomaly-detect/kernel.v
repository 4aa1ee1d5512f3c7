// Running mean and variance of CHANNELS sensors, and a flag for each reading that is THRESHOLD deviations off: the fixed
// point arithmetic of the workload's manifest. The square takes 32 / MUL_BITS clocks: the multiplier is 32 × MUL_BITS.
// DSP: see assay_product.v.
//
// In: optionally a packet with tuser = 1 that sets the state, three words a channel: mean, variance low, variance high; then
// a packet of readings, a word each, all channels of a moment side by side. Without tlast the readings go on for ever.
// Out: a flag byte for each reading, 5·32/MUL_BITS + 1 clocks after it; after tlast the packet ends and one with tuser = 1
// follows with the state, 12 bytes a channel: mean, variance.
// S readings of each of C > 1 channels, with state, take 15·C + 4 + II·(C + 4 + (S − 1)·max(C, 6)) clocks, II = 32 / MUL_BITS;
// with one channel a reading waits for the one before it, 5·II + 1 clocks.
`default_nettype none
module anomaly_detect #(
    parameter CHANNELS  = 64,
    parameter SHIFT     = 6,
    parameter THRESHOLD = 4,
    parameter MUL_BITS  = 8,
    parameter DSP       = 1
) (
    input  wire        aclk,
    input  wire        aresetn,
    input  wire [31:0] s_axis_tdata,
    input  wire [3:0]  s_axis_tkeep,
    input  wire        s_axis_tuser,
    input  wire        s_axis_tlast,
    input  wire        s_axis_tvalid,
    output wire        s_axis_tready,
    output wire [7:0]  m_axis_tdata,
    output wire [0:0]  m_axis_tkeep,
    output wire        m_axis_tuser,
    output wire        m_axis_tlast,
    output wire        m_axis_tvalid,
    input  wire        m_axis_tready
);
    localparam PHASES = 32 / MUL_BITS, PBITS = PHASES > 1 ? $clog2(PHASES) : 1;
    localparam CBITS = CHANNELS > 1 ? $clog2(CHANNELS) : 1;
    localparam SLOTS = 6; // from reading a channel's state to the first read that sees it updated
    localparam GAP = CHANNELS < SLOTS ? SLOTS - CHANNELS : 0;

    wire enable;

    // The stages advance together every PHASES clocks, or at once while they are empty.
    reg              a_valid, b_valid, c_valid, d_valid, e_valid;
    reg  [PBITS-1:0] phase;
    wire             empty = !(a_valid || b_valid || c_valid || d_valid || e_valid);
    wire             tick  = enable && (empty || phase == PHASES - 1);

    // Readings in, state in, state out.
    reg              ending, giving; // after tlast: waiting for the stages to empty; giving the state away
    reg  [CBITS-1:0] channel;
    reg  [2:0]       gap;
    reg  [1:0]       word; // of a channel's state, while it is set
    reg  [31:0]      set_mean, set_low;
    wire             open = !ending && !giving;
    assign s_axis_tready = open && (s_axis_tuser ? empty : tick && gap == 0);
    wire take     = s_axis_tvalid && s_axis_tready && !s_axis_tuser;
    wire take_set = s_axis_tvalid && s_axis_tready && s_axis_tuser;
    wire set_word = take_set && word == 2;
    wire last_channel = channel == CHANNELS - 1;

    reg        give_load, give_valid, give_last;
    reg [3:0]  give_byte;
    reg [95:0] give_data;
    wire       give_start = ending && empty;
    wire       give_next  = giving && enable && give_valid && give_byte == 11;
    wire       give_read  = give_start || give_load || (give_next && !give_last);

    always @(posedge aclk)
        if (!aresetn) begin
            ending  <= 1'b0;
            giving  <= 1'b0;
            channel <= {CBITS{1'b0}};
            gap     <= 3'd0;
            word    <= 2'd0;
        end else begin
            if (take && s_axis_tlast) ending <= 1'b1;
            else if (give_start) ending <= 1'b0;
            if (give_start) giving <= 1'b1;
            else if (give_next && give_last) giving <= 1'b0;
            if (take_set) word <= word == 2 ? 2'd0 : word + 1'b1;
            if (take && last_channel) gap <= GAP;
            else if (tick && gap != 0) gap <= gap - 1'b1;
            if ((take && s_axis_tlast) || (set_word && s_axis_tlast) || (give_next && give_last))
                channel <= {CBITS{1'b0}};
            else if (take || set_word || give_read) channel <= last_channel ? {CBITS{1'b0}} : channel + 1'b1;
        end
    always @(posedge aclk)
        if (take_set) begin
            if (word == 0) set_mean <= s_axis_tdata;
            if (word == 1) set_low <= s_axis_tdata;
        end

    // Stages: A has the state read, B the difference, C its absolute value, D the square, E the verdict.
    wire [95:0]        state;
    reg  [CBITS-1:0]   a_channel, b_channel, c_channel, d_channel, e_channel;
    reg                a_last, b_last, c_last, d_last, e_last;
    reg  signed [31:0] a_x, b_d, b_mean, c_mean, d_mean, e_mean;
    reg  signed [63:0] b_variance, c_variance, d_variance, e_variance, c_limit, d_limit, d_square, e_excess;
    reg  [31:0]        c_size, c_rest;
    reg  [63:0]        c_square; // so far
    reg                e_flag;
    wire [MUL_BITS+33:0] piece; // of the square
    wire [73:0]          limit;
    wire [63:0]          partial = {c_square[63-MUL_BITS:0], {MUL_BITS{1'b0}}} + piece[MUL_BITS+31:0];
    localparam [9:0]     THRESHOLD_SQUARE = THRESHOLD * THRESHOLD;
    assay_product #(.A_WIDTH(33), .B_WIDTH(MUL_BITS + 1), .DSP(DSP)) squareTimes (
        .a({1'b0, c_size}), .b({1'b0, c_rest[31-:MUL_BITS]}), .product(piece));
    assay_product #(.A_WIDTH(64), .B_WIDTH(10), .DSP(DSP)) limitTimes (
        .a(b_variance), .b(THRESHOLD_SQUARE), .product(limit));
    wire signed [63:0] e_updated = e_variance + (e_excess >>> SHIFT);

    always @(posedge aclk)
        if (!aresetn) begin
            {a_valid, b_valid, c_valid, d_valid, e_valid} <= 5'd0;
            phase <= {PBITS{1'b0}};
        end else if (tick) begin
            {a_valid, b_valid, c_valid, d_valid, e_valid} <= {take, a_valid, b_valid, c_valid, d_valid};
            phase <= {PBITS{1'b0}};
        end else if (enable) begin
            phase <= phase + 1'b1;
        end
    always @(posedge aclk)
        if (tick) begin
            a_x       <= s_axis_tdata;
            a_channel <= channel;
            a_last    <= s_axis_tlast;

            b_d        <= (a_x <<< 8) - $signed(state[31:0]);
            b_mean     <= state[31:0];
            b_variance <= state[95:32];
            b_channel  <= a_channel;
            b_last     <= a_last;

            c_size     <= b_d < 0 ? -b_d : b_d;
            c_rest     <= b_d < 0 ? -b_d : b_d;
            c_square   <= 64'd0;
            c_limit    <= limit[63:0];
            c_mean     <= b_mean + (b_d >>> SHIFT);
            c_variance <= b_variance;
            c_channel  <= b_channel;
            c_last     <= b_last;

            d_square   <= partial;
            d_limit    <= c_limit;
            d_mean     <= c_mean;
            d_variance <= c_variance;
            d_channel  <= c_channel;
            d_last     <= c_last;

            e_flag     <= d_square > d_limit;
            e_excess   <= d_square - d_variance;
            e_mean     <= d_mean;
            e_variance <= d_variance;
            e_channel  <= d_channel;
            e_last     <= d_last;
        end else if (enable) begin
            c_square <= partial;
            c_rest   <= c_rest << MUL_BITS;
        end

    wire write_back = tick && e_valid;
    assay_ram #(.WIDTH(96), .DEPTH(CHANNELS)) stateRam (
        .clk(aclk), .write(write_back || set_word), .write_address(write_back ? e_channel : channel),
        .write_data(write_back ? {e_updated, e_mean} : {s_axis_tdata, set_low, set_mean}), .read(take || give_read),
        .read_address(channel), .read_data(state));

    // The state on its way out: the next channel's is read while a channel's bytes go.
    wire give_more = channel != 0; // the read before this one was not of the last channel
    always @(posedge aclk)
        if (!aresetn) begin
            give_load  <= 1'b0;
            give_valid <= 1'b0;
        end else begin
            give_load <= give_start;
            if (give_load) give_valid <= 1'b1;
            else if (give_next && give_last) give_valid <= 1'b0;
        end
    always @(posedge aclk)
        if (give_load || give_next) begin
            give_data <= state;
            give_byte <= 4'd0;
            give_last <= !give_more;
        end else if (enable && give_valid) begin
            give_data <= give_data >> 8;
            give_byte <= give_byte + 1'b1;
        end

    wire [7:0] byte_out = give_valid ? give_data[7:0] : {7'd0, e_flag};
    wire       last_out = give_valid ? give_last && give_byte == 11 : e_last;
    assay_skid #(.WIDTH(10)) out (
        .clk(aclk), .rst_n(aresetn), .in_data({byte_out, give_valid, last_out}), .in_valid(write_back || give_valid),
        .in_ready(enable), .out_data({m_axis_tdata, m_axis_tuser, m_axis_tlast}), .out_valid(m_axis_tvalid),
        .out_ready(m_axis_tready));
    assign m_axis_tkeep = 1'b1;
endmodule
`default_nettype wire
