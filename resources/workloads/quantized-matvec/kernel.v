// y = W·x: ROWS × COLS weights of WBITS bits (two's complement) in on-chip memory, 8-bit activations, 32-bit sums. LANES
// products a clock, summed by a registered tree; the next vector loads while one is computed with.
//
// Configuration: the weights, LANES of them in the low LANES·WBITS bits of each beat, row after row.
// In: a packet for each vector, LANES activations a beat. Out: a packet of ROWS 32-bit sums for each vector.
// N vectors take COLS/LANES·(1 + N·ROWS) + 4 + ceil(clog2(LANES) / PIPE) clocks. PIPE: tree levels between registers.
// DSP: see assay_product.v. Needs COLS % LANES = 0.
`default_nettype none
module quantized_matvec #(
    parameter LANES = 8,
    parameter WBITS = 4,
    parameter ROWS  = 64,
    parameter COLS  = 64,
    parameter PIPE  = 1,
    parameter DSP   = 1
) (
    input  wire               aclk,
    input  wire               aresetn,
    input  wire [8*LANES-1:0] s_axis_tdata,
    input  wire [LANES-1:0]   s_axis_tkeep,
    input  wire               s_axis_tuser,
    input  wire               s_axis_tlast,
    input  wire               s_axis_tvalid,
    output wire               s_axis_tready,
    output wire [31:0]        m_axis_tdata,
    output wire [3:0]         m_axis_tkeep,
    output wire               m_axis_tuser,
    output wire               m_axis_tlast,
    output wire               m_axis_tvalid,
    input  wire               m_axis_tready
);
    localparam STEPS = COLS / LANES, WORDS = ROWS * STEPS;
    localparam SBITS = STEPS > 1 ? $clog2(STEPS) : 1, ABITS = WORDS > 1 ? $clog2(WORDS) : 1;
    localparam TREE = ($clog2(LANES) + PIPE - 1) / PIPE;
    localparam PBITS = 8 + WBITS;

    wire enable;

    // Loading: two banks of activations; a full one belongs to the computation until its last word is read.
    reg  [1:0]       full;
    reg              load_bank;
    reg  [SBITS-1:0] load_step;
    reg  [ABITS-1:0] weight_address;
    wire             busy = |full;
    assign s_axis_tready = s_axis_tuser ? !busy : !full[load_bank];
    wire take        = s_axis_tvalid && s_axis_tready;
    wire take_x      = take && !s_axis_tuser;
    wire take_weight = take && s_axis_tuser;
    wire loaded      = take_x && load_step == STEPS - 1;

    // Issuing: one word of weights and one of activations a clock.
    reg              bank;
    reg  [SBITS-1:0] step;
    reg  [ABITS-1:0] word;
    wire             issue    = full[bank] && enable;
    wire             row_end  = step == STEPS - 1;
    wire             all_end  = word == WORDS - 1;
    wire             released = issue && all_end;

    always @(posedge aclk)
        if (!aresetn) begin
            full           <= 2'b00;
            load_bank      <= 1'b0;
            load_step      <= {SBITS{1'b0}};
            weight_address <= {ABITS{1'b0}};
            bank           <= 1'b0;
            step           <= {SBITS{1'b0}};
            word           <= {ABITS{1'b0}};
        end else begin
            if (take_weight) weight_address <= s_axis_tlast ? {ABITS{1'b0}} : weight_address + 1'b1;
            if (take_x) load_step <= loaded ? {SBITS{1'b0}} : load_step + 1'b1;
            if (loaded) load_bank <= !load_bank;
            if (loaded) full[load_bank] <= 1'b1;
            if (released) full[bank] <= 1'b0;
            if (released) bank <= !bank;
            if (issue) begin
                step <= row_end ? {SBITS{1'b0}} : step + 1'b1;
                word <= all_end ? {ABITS{1'b0}} : word + 1'b1;
            end
        end

    wire [8*LANES-1:0]     x;
    wire [LANES*WBITS-1:0] weights;
    assay_ram #(.WIDTH(8 * LANES), .DEPTH(2 << SBITS)) activationRam (
        .clk(aclk), .write(take_x), .write_address({load_bank, load_step}), .write_data(s_axis_tdata), .read(enable),
        .read_address({bank, step}), .read_data(x));
    assay_ram #(.WIDTH(LANES * WBITS), .DEPTH(WORDS)) weightRam (
        .clk(aclk), .write(take_weight), .write_address(weight_address), .write_data(s_axis_tdata[LANES*WBITS-1:0]),
        .read(enable), .read_address(word), .read_data(weights));

    wire [LANES*PBITS-1:0] products;
    genvar lane;
    generate
        for (lane = 0; lane < LANES; lane = lane + 1) begin : multiplier
            wire [PBITS-1:0] now;
            reg  [PBITS-1:0] product;
            assay_product #(.A_WIDTH(8), .B_WIDTH(WBITS), .DSP(DSP)) times (
                .a(x[8*lane+:8]), .b(weights[WBITS*lane+:WBITS]), .product(now));
            always @(posedge aclk) if (enable) product <= now;
            assign products[PBITS*lane+:PBITS] = product;
        end
    endgenerate

    wire [31:0] sum;
    assay_adder_tree #(.COUNT(LANES), .WIDTH(PBITS), .OUT_WIDTH(32), .LEVELS(PIPE)) tree (
        .clk(aclk), .enable(enable), .in(products), .out(sum));

    wire valid, first, last, ends;
    assay_delay #(.WIDTH(1), .LENGTH(2 + TREE)) validDelay (
        .clk(aclk), .clear(!aresetn), .enable(enable), .in(issue), .out(valid));
    assay_delay #(.WIDTH(3), .LENGTH(2 + TREE)) sideDelay (
        .clk(aclk), .clear(1'b0), .enable(enable), .in({step == 0, row_end, all_end}), .out({first, last, ends}));

    reg [31:0] total;
    reg        total_valid, total_ends;
    always @(posedge aclk)
        if (!aresetn) total_valid <= 1'b0;
        else if (enable) total_valid <= valid && last;
    always @(posedge aclk)
        if (enable) begin
            total_ends <= ends;
            if (valid) total <= (first ? 32'd0 : total) + sum;
        end

    assay_skid #(.WIDTH(33)) out (
        .clk(aclk), .rst_n(aresetn), .in_data({total, total_ends}), .in_valid(total_valid), .in_ready(enable),
        .out_data({m_axis_tdata, m_axis_tlast}), .out_valid(m_axis_tvalid), .out_ready(m_axis_tready));
    assign m_axis_tkeep = 4'hF;
    assign m_axis_tuser = 1'b0;
endmodule
`default_nettype wire
