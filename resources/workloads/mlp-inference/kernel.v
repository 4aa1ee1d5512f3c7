// A multi-layer perceptron in int8 (workload parameter dtype=int8): LAYERS fully connected layers of widths N0 → N1 → …,
// weights and biases in on-chip memory. LANES outputs are summed at once, one input a clock; there is no adder tree.
//
// Configuration, one packet: the weights, for each layer, block of LANES outputs, and input: a beat of LANES weights; then
// the biases, for each layer and block: LANES words of 32 bits in four beats. Lanes beyond a layer's width are zero.
// In: a packet of N0 bytes for each request, LANES a beat. Out: a packet for each request: the last layer's sums, 4 bytes each.
// A request takes ceil(N0 / LANES) + Σ ceil(N_k / LANES)·N_(k−1) + 5·(LAYERS − 1) clocks; the last of several takes
// 6 + (outputs in the last block) more, if LANES <= the width before the last layer. DSP: see
// assay_product.v.
`default_nettype none
module mlp_inference #(
    parameter LANES  = 8,
    parameter LAYERS = 4,
    parameter N0     = 16,
    parameter N1     = 64,
    parameter N2     = 32,
    parameter N3     = 32,
    parameter N4     = 5,
    parameter SHIFT1 = 8,
    parameter SHIFT2 = 9,
    parameter SHIFT3 = 9,
    parameter DSP    = 1
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
    function integer blocks(input integer outputs);
        blocks = (outputs + LANES - 1) / LANES;
    endfunction
    function integer width(input integer layer); // of layer 0, the input, and what follows
        case (layer)
            0: width = N0;
            1: width = N1;
            2: width = N2;
            3: width = N3;
            default: width = N4;
        endcase
    endfunction
    function integer words(input integer layer); // of weights, in the layers up to this one
        integer k;
        begin
            words = 0;
            for (k = 1; k <= layer; k = k + 1) words = words + blocks(width(k)) * width(k - 1);
        end
    endfunction
    function integer all_blocks(input integer layer);
        integer k;
        begin
            all_blocks = 0;
            for (k = 1; k <= layer; k = k + 1) all_blocks = all_blocks + blocks(width(k));
        end
    endfunction
    function integer widest(input integer layer);
        integer k;
        begin
            widest = 0;
            for (k = 0; k < layer; k = k + 1) if (width(k) > widest) widest = width(k);
        end
    endfunction

    localparam WORDS = words(LAYERS), BLOCKS = all_blocks(LAYERS), WIDEST = widest(LAYERS), LAST = width(LAYERS);
    localparam WBITS = $clog2(WORDS), BBITS = $clog2(BLOCKS), NBITS = $clog2(WIDEST + 1);
    localparam RAM_WORDS = blocks(WIDEST), RBITS = RAM_WORDS > 1 ? $clog2(RAM_WORDS) : 1;
    localparam OBITS = $clog2(BLOCKS + 1), LBITS = LANES > 1 ? $clog2(LANES) : 1;
    localparam TAIL = LAST - (blocks(LAST) - 1) * LANES; // outputs in the last block
    localparam DRAIN = 5; // clocks after a layer's last input is asked for until its results are in memory

    wire enable;

    // Requests in; layers; between them the results must reach the memory.
    localparam [1:0] LOAD = 2'd0, RUN = 2'd1, WAIT = 2'd2;
    reg  [1:0]       state;
    reg  [2:0]       layer, waited;
    reg  [RBITS-1:0] load_word, word;
    reg  [LBITS-1:0] lane_of_word;
    reg  [NBITS-1:0] left;        // inputs after this one
    reg  [OBITS-1:0] block, blocks_left;
    reg  [WBITS-1:0] weight_address;
    reg  [BBITS-1:0] bias_address;
    reg              loading_biases;
    reg  [WBITS-1:0] load_weight;
    reg  [BBITS-1:0] load_bias;
    reg  [1:0]       load_part;
    reg  [24*LANES-1:0] load_parts;

    assign s_axis_tready = state == LOAD;
    wire take       = s_axis_tvalid && s_axis_tready && !s_axis_tuser;
    wire configure  = s_axis_tvalid && s_axis_tready && s_axis_tuser;
    wire set_weight = configure && !loading_biases;
    wire set_bias   = configure && loading_biases && load_part == 3;
    wire issue      = state == RUN && enable;
    wire inputs_end = left == 0;
    wire blocks_end = blocks_left == 0;
    wire layers_end = layer == LAYERS;
    wire next_layer = state == WAIT && enable && waited == DRAIN - 1;

    // What the layer that begins next needs; constants chosen by its number.
    reg [NBITS-1:0] next_inputs;
    reg [OBITS-1:0] next_blocks;
    always @*
        case (next_layer ? layer : 3'd0)
            3'd0: begin next_inputs = N0 - 1; next_blocks = blocks(N1) - 1; end
            3'd1: begin next_inputs = N1 - 1; next_blocks = blocks(N2) - 1; end
            3'd2: begin next_inputs = N2 - 1; next_blocks = blocks(N3) - 1; end
            default: begin next_inputs = N3 - 1; next_blocks = blocks(N4) - 1; end
        endcase
    reg [NBITS-1:0] inputs; // of this layer, less one

    always @(posedge aclk)
        if (!aresetn) begin
            state          <= LOAD;
            load_word      <= {RBITS{1'b0}};
            loading_biases <= 1'b0;
            load_weight    <= {WBITS{1'b0}};
            load_bias      <= {BBITS{1'b0}};
            load_part      <= 2'd0;
            waited         <= 3'd0;
        end else begin
            if (configure && s_axis_tlast) begin
                loading_biases <= 1'b0;
                load_weight    <= {WBITS{1'b0}};
                load_bias      <= {BBITS{1'b0}};
                load_part      <= 2'd0;
            end else begin
                if (set_weight) load_weight <= load_weight + 1'b1;
                if (set_weight && load_weight == WORDS - 1) loading_biases <= 1'b1;
                if (configure && loading_biases) load_part <= load_part + 1'b1;
                if (set_bias) load_bias <= load_bias + 1'b1;
            end
            if (take) load_word <= s_axis_tlast ? {RBITS{1'b0}} : load_word + 1'b1;
            if (enable) waited <= state == WAIT ? waited + 1'b1 : 3'd0;
            if (take && s_axis_tlast) state <= RUN;
            else if (issue && inputs_end && blocks_end) state <= layers_end ? LOAD : WAIT;
            else if (next_layer) state <= RUN;
        end
    always @(posedge aclk) begin
        if (configure && loading_biases) load_parts <= {s_axis_tdata, load_parts[24*LANES-1:8*LANES]};
        if (take && s_axis_tlast) begin
            layer          <= 3'd1;
            weight_address <= {WBITS{1'b0}};
            bias_address   <= {BBITS{1'b0}};
        end else begin
            if (next_layer) layer <= layer + 1'b1;
            if (issue) weight_address <= weight_address + 1'b1;
            if (issue && inputs_end) bias_address <= bias_address + 1'b1;
        end
        if ((take && s_axis_tlast) || next_layer) begin
            left         <= next_inputs;
            inputs       <= next_inputs;
            block        <= {OBITS{1'b0}};
            blocks_left  <= next_blocks;
            word         <= {RBITS{1'b0}};
            lane_of_word <= {LBITS{1'b0}};
        end else if (issue) begin
            left         <= inputs_end ? inputs : left - 1'b1;
            lane_of_word <= inputs_end || lane_of_word == LANES - 1 ? {LBITS{1'b0}} : lane_of_word + 1'b1;
            if (inputs_end) begin
                word        <= {RBITS{1'b0}};
                block       <= block + 1'b1;
                blocks_left <= blocks_left - 1'b1;
            end else if (lane_of_word == LANES - 1) begin
                word <= word + 1'b1;
            end
        end
    end

    // Memories. Layers read one bank of activations and write the other; requests come into bank 0.
    wire [8*LANES-1:0]  weights, activations, results;
    wire [32*LANES-1:0] biases;
    wire                write_result;
    wire                result_bank;
    wire [OBITS-1:0]    result_block;
    wire [RBITS-1:0]    result_word = result_block;
    assay_ram #(.WIDTH(8 * LANES), .DEPTH(WORDS)) weightRam (
        .clk(aclk), .write(set_weight), .write_address(load_weight), .write_data(s_axis_tdata), .read(enable),
        .read_address(weight_address), .read_data(weights));
    assay_ram #(.WIDTH(32 * LANES), .DEPTH(BLOCKS)) biasRam (
        .clk(aclk), .write(set_bias), .write_address(load_bias), .write_data({s_axis_tdata, load_parts}), .read(enable),
        .read_address(bias_address), .read_data(biases));
    assay_ram #(.WIDTH(8 * LANES), .DEPTH(2 << RBITS)) activationRam (
        .clk(aclk), .write(take || write_result), .write_address(take ? {1'b0, load_word} : {result_bank, result_word}),
        .write_data(take ? s_axis_tdata : results), .read(enable), .read_address({!layer[0], word}),
        .read_data(activations));

    // Stage 1 has the memories' words, 2 the one activation, 3 the products, 4 the sums, 5 the results.
    wire [LBITS-1:0] byte1;
    wire             valid3, first3, last3, valid4, valid5, final4;
    wire [2:0]       layer4;
    wire [OBITS-1:0] block4;
    wire             ends4, ends5, final5, bank5;
    assay_delay #(.WIDTH(LBITS), .LENGTH(1)) byteDelay (
        .clk(aclk), .clear(1'b0), .enable(enable), .in(lane_of_word), .out(byte1));
    assay_delay #(.WIDTH(1), .LENGTH(3)) valid3Delay (
        .clk(aclk), .clear(!aresetn), .enable(enable), .in(issue), .out(valid3));
    assay_delay #(.WIDTH(2), .LENGTH(3)) side3Delay (
        .clk(aclk), .clear(1'b0), .enable(enable), .in({left == inputs, inputs_end}), .out({first3, last3}));
    assay_delay #(.WIDTH(1), .LENGTH(1)) valid4Delay (
        .clk(aclk), .clear(!aresetn), .enable(enable), .in(valid3 && last3), .out(valid4));
    assay_delay #(.WIDTH(OBITS + 5), .LENGTH(4)) side4Delay (
        .clk(aclk), .clear(1'b0), .enable(enable), .in({block, layer, layers_end, blocks_end}),
        .out({block4, layer4, final4, ends4}));
    assay_delay #(.WIDTH(1), .LENGTH(1)) valid5Delay (
        .clk(aclk), .clear(!aresetn), .enable(enable), .in(valid4), .out(valid5));
    assay_delay #(.WIDTH(OBITS + 3), .LENGTH(1)) side5Delay (
        .clk(aclk), .clear(1'b0), .enable(enable), .in({block4, layer4[0], final4, ends4}),
        .out({result_block, bank5, final5, ends5}));
    assign result_bank  = bank5; // layer 1 writes bank 1
    assign write_result = valid5 && !final5 && enable;

    reg signed [7:0] activation;
    always @(posedge aclk) if (enable) activation <= activations[8*byte1+:8];

    wire [32*LANES-1:0] sums;
    genvar l;
    generate
        for (l = 0; l < LANES; l = l + 1) begin : lane
            reg signed  [7:0]  weight2;
            reg signed  [15:0] product;
            wire signed [15:0] now;
            reg signed  [31:0] bias2, bias3, sum, rounded, kept;
            assay_product #(.A_WIDTH(8), .B_WIDTH(8), .DSP(DSP)) times (.a(weight2), .b(activation), .product(now));
            always @(posedge aclk)
                if (enable) begin
                    weight2 <= weights[8*l+:8];
                    bias2   <= biases[32*l+:32];
                    product <= now;
                    bias3   <= bias2;
                    if (valid3) sum <= (first3 ? bias3 : sum) + product;
                    kept <= final4 ? sum : rounded;
                end
            always @*
                case (layer4)
                    3'd1: rounded = (sum + (1 << (SHIFT1 - 1))) >>> SHIFT1;
                    3'd2: rounded = (sum + (1 << (SHIFT2 - 1))) >>> SHIFT2;
                    default: rounded = (sum + (1 << (SHIFT3 - 1))) >>> SHIFT3;
                endcase
            assign sums[32*l+:32]  = kept;
            assign results[8*l+:8] = kept < 0 ? 8'd0 : kept > 127 ? 8'd127 : kept[7:0];
        end
    endgenerate

    // The last layer's sums go out one by one, the next block of them waits for that.
    reg  [32*LANES-1:0] going;
    reg  [LBITS:0]      going_left;
    reg                 going_ends;
    wire                room;
    wire                going_end = going_left == 1 && room;
    assign enable = !(valid5 && final5) || going_left == 0 || going_end;
    wire load_going = valid5 && final5 && enable;
    always @(posedge aclk)
        if (!aresetn) going_left <= 0;
        else if (load_going) going_left <= ends5 ? TAIL : LANES;
        else if (going_left != 0 && room) going_left <= going_left - 1'b1;
    always @(posedge aclk)
        if (load_going) begin
            going      <= sums;
            going_ends <= ends5;
        end else if (room) begin
            going <= going >> 32;
        end

    assay_skid #(.WIDTH(33)) out (
        .clk(aclk), .rst_n(aresetn), .in_data({going[31:0], going_ends && going_left == 1}), .in_valid(going_left != 0),
        .in_ready(room), .out_data({m_axis_tdata, m_axis_tlast}), .out_valid(m_axis_tvalid), .out_ready(m_axis_tready));
    assign m_axis_tkeep = 4'hF;
    assign m_axis_tuser = 1'b0;
endmodule
`default_nettype wire
