// y[t] = Σ h[j]·x[t − j] in 16-bit fixed point (workload parameter dtype=i16), with LANES multipliers: STEPS =
// ceil(TAPS / LANES) clocks a sample. Products are summed modulo 2^32, rounded, shifted by 15 and saturated.
//
// Lane l weighs the samples of ages l·STEPS … (l + 1)·STEPS − 1, in a ring memory of its own. A new sample enters the ring
// of lane 0; what falls out of a ring enters that of the next lane.
//
// Configuration: the taps, one a beat, h[0] first.
// In: a packet for each channel: TAPS − 1 samples of history, taken at one a clock, then samples. Out: a packet for each
// channel, one result for each sample after the history. C channels of S samples take
// C·(TAPS − 1 + S·STEPS) + 7 + ceil(clog2(LANES) / PIPE) clocks. PIPE: tree levels between registers. DSP: see
// assay_multiplier.v.
`default_nettype none
module fir_filter #(
    parameter TAPS  = 64,
    parameter LANES = 4,
    parameter PIPE  = 1,
    parameter DSP   = 1
) (
    input  wire        aclk,
    input  wire        aresetn,
    input  wire [15:0] s_axis_tdata,
    input  wire [1:0]  s_axis_tkeep,
    input  wire        s_axis_tuser,
    input  wire        s_axis_tlast,
    input  wire        s_axis_tvalid,
    output wire        s_axis_tready,
    output wire [15:0] m_axis_tdata,
    output wire [1:0]  m_axis_tkeep,
    output wire        m_axis_tuser,
    output wire        m_axis_tlast,
    output wire        m_axis_tvalid,
    input  wire        m_axis_tready
);
    localparam STEPS = (TAPS + LANES - 1) / LANES;
    localparam SBITS = STEPS > 1 ? $clog2(STEPS) : 1, LBITS = LANES > 1 ? $clog2(LANES) : 1;
    localparam HBITS = TAPS > 1 ? $clog2(TAPS) : 1;
    localparam TREE = ($clog2(LANES) + PIPE - 1) / PIPE;

    wire enable;

    // A sample is taken in its step 0; the other steps follow unless it is history only.
    reg  [SBITS-1:0] step;
    reg  [HBITS-1:0] history; // samples of this packet so far, at most TAPS - 1
    reg              packet_end;
    wire             idle = step == {SBITS{1'b0}};
    assign s_axis_tready = enable && idle;
    wire take     = s_axis_tvalid && s_axis_tready && !s_axis_tuser;
    wire take_tap = s_axis_tvalid && s_axis_tready && s_axis_tuser;
    wire warm     = history != TAPS - 1;
    wire issue    = (take && !warm) || !idle;
    wire step_end = step == STEPS - 1;

    reg  [SBITS-1:0] place, oldest, read_place; // ring addresses: next sample, the one after it, what a step reads
    wire [SBITS-1:0] after_oldest = oldest == STEPS - 1 ? {SBITS{1'b0}} : oldest + 1'b1;
    always @(posedge aclk)
        if (!aresetn) begin
            step       <= {SBITS{1'b0}};
            history    <= {HBITS{1'b0}};
            place      <= {SBITS{1'b0}};
            oldest     <= STEPS > 1;
            packet_end <= 1'b0;
        end else begin
            if (take) begin
                history    <= s_axis_tlast ? {HBITS{1'b0}} : warm ? history + 1'b1 : history;
                packet_end <= s_axis_tlast;
                place      <= oldest;
                oldest     <= after_oldest;
            end
            if (issue && enable) step <= step_end ? {SBITS{1'b0}} : step + 1'b1;
        end
    always @(posedge aclk)
        if (take) read_place <= place == 0 ? STEPS - 1 : place - 1'b1;
        else if (enable) read_place <= read_place == 0 ? STEPS - 1 : read_place - 1'b1;

    // Taps.
    reg [LBITS-1:0] tap_lane;
    reg [SBITS-1:0] tap_step;
    wire            tap_step_end = tap_step == STEPS - 1;
    always @(posedge aclk)
        if (!aresetn || (take_tap && s_axis_tlast)) begin
            tap_lane <= {LBITS{1'b0}};
            tap_step <= {SBITS{1'b0}};
        end else if (take_tap) begin
            tap_step <= tap_step_end ? {SBITS{1'b0}} : tap_step + 1'b1;
            if (tap_step_end) tap_lane <= tap_lane + 1'b1;
        end

    reg newest_step;
    always @(posedge aclk) if (enable) newest_step <= idle;

    wire [32*LANES-1:0] products;
    genvar l;
    generate
        for (l = 0; l < LANES; l = l + 1) begin : lane
            wire signed [15:0] entering, sample, leaving, tap;
            reg signed  [15:0] entered;
            wire [31:0]        product;
            if (l == 0) begin : head
                assign entering = s_axis_tdata;
            end else begin : tail
                assign entering = lane[l-1].leaving;
            end
            always @(posedge aclk) if (take) entered <= entering;
            assay_multiplier #(.A_WIDTH(16), .B_WIDTH(16), .DSP(DSP)) multiplier (
                .clk(aclk), .enable(enable), .a(sample), .b(tap), .product(product));
            if (STEPS == 1) begin : flat
                assign sample  = entered;
                assign leaving = entered;
            end else begin : folded
                wire [15:0] old;
                assay_ram #(.WIDTH(16), .DEPTH(STEPS)) ring (
                    .clk(aclk), .write(take), .write_address(place), .write_data(entering),
                    .read(enable && ((take && warm) || !idle)), .read_address(idle ? oldest : read_place),
                    .read_data(old));
                assign sample  = newest_step ? entered : old;
                assign leaving = old; // each sample's last read is of the oldest
            end
            assay_ram #(.WIDTH(16), .DEPTH(STEPS), .ZEROED(1)) taps (
                .clk(aclk), .write(take_tap && tap_lane == l), .write_address(tap_step), .write_data(s_axis_tdata),
                .read(enable), .read_address(step), .read_data(tap));
            assign products[32*l+:32] = product;
        end
    endgenerate

    wire [31:0] sum;
    assay_adder_tree #(.COUNT(LANES), .WIDTH(32), .OUT_WIDTH(32), .LEVELS(PIPE)) tree (
        .clk(aclk), .enable(enable), .in(products), .out(sum));

    wire valid, first, last, ends;
    assay_delay #(.WIDTH(1), .LENGTH(4 + TREE)) validDelay (
        .clk(aclk), .clear(!aresetn), .enable(enable), .in(issue), .out(valid));
    assay_delay #(.WIDTH(3), .LENGTH(4 + TREE)) sideDelay (
        .clk(aclk), .clear(1'b0), .enable(enable), .in({idle, step_end, idle ? s_axis_tlast : packet_end}),
        .out({first, last, ends}));

    reg signed [31:0] total;
    reg        [15:0] result;
    reg               total_valid, total_ends, result_valid, result_ends;
    wire signed [31:0] rounded = $signed(total + 32'sd16384) >>> 15;
    always @(posedge aclk)
        if (!aresetn) begin
            total_valid  <= 1'b0;
            result_valid <= 1'b0;
        end else if (enable) begin
            total_valid  <= valid && last;
            result_valid <= total_valid;
        end
    always @(posedge aclk)
        if (enable) begin
            if (valid) total <= (first ? 32'd0 : total) + sum;
            total_ends  <= ends;
            result      <= rounded > 32767 ? 16'h7FFF : rounded < -32768 ? 16'h8000 : rounded[15:0];
            result_ends <= total_ends;
        end

    assay_skid #(.WIDTH(17)) out (
        .clk(aclk), .rst_n(aresetn), .in_data({result, result_ends}), .in_valid(result_valid), .in_ready(enable),
        .out_data({m_axis_tdata, m_axis_tlast}), .out_valid(m_axis_tvalid), .out_ready(m_axis_tready));
    assign m_axis_tkeep = 2'b11;
    assign m_axis_tuser = 1'b0;
endmodule
`default_nettype wire
