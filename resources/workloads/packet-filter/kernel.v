// The first of RULES rules that matches a packet's addresses, ports and protocol. Headers arrive BYTES bytes a beat; LANES
// rules are compared a clock, always all of them: the verdict comes a fixed time after the packet's end.
//
// Configuration: the rule table, 8 words of 32 bits a rule.
// In: a packet for each frame, of any length; what lies behind byte 63 does not matter, and a frame that ends before byte 37
// matches nothing. Out: a packet of 4 bytes for each frame: the rule's index, or -1.
// N frames of B beats take B + (N − 1)·max(B, STEPS) + STEPS + 6 clocks, STEPS = ceil(RULES / LANES).
// BYTES: 1, 2, 4, 8, 16 or 32.
`default_nettype none
module packet_filter #(
    parameter BYTES = 8,
    parameter RULES = 16,
    parameter LANES = 2
) (
    input  wire               aclk,
    input  wire               aresetn,
    input  wire [8*BYTES-1:0] s_axis_tdata,
    input  wire [BYTES-1:0]   s_axis_tkeep,
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
    localparam STEPS = (RULES + LANES - 1) / LANES, SBITS = STEPS > 1 ? $clog2(STEPS) : 1;
    localparam LBITS = LANES > 1 ? $clog2(LANES) : 1;
    localparam LAST_BYTE = 37, BBITS = 7; // of the header; beats are counted up to 64

    wire enable;

    // Headers in: the bytes that rules look at.
    reg              parsed; // a whole header waits for the comparison
    reg              busy;   // one is being compared
    reg              whole;
    reg  [BBITS-1:0] beat;
    wire             start;
    assign s_axis_tready = s_axis_tuser ? !parsed && !busy : !parsed || start;
    wire take       = s_axis_tvalid && s_axis_tready && !s_axis_tuser;
    wire take_rules = s_axis_tvalid && s_axis_tready && s_axis_tuser;
    always @(posedge aclk)
        if (!aresetn) begin
            parsed <= 1'b0;
            beat   <= {BBITS{1'b0}};
        end else begin
            if (take && s_axis_tlast) parsed <= 1'b1;
            else if (start) parsed <= 1'b0;
            if (take) beat <= s_axis_tlast ? {BBITS{1'b0}} : beat == 64 ? beat : beat + 1'b1;
        end
    always @(posedge aclk)
        if (take && s_axis_tlast) // the last byte that matters has come, now or before
            whole <= beat > LAST_BYTE / BYTES || (beat == LAST_BYTE / BYTES && s_axis_tkeep[LAST_BYTE%BYTES]);

    wire [8*(LAST_BYTE+1)-1:0] header; // the bytes in between are never stored
    genvar i, l, w;
    generate
        for (i = 0; i <= LAST_BYTE; i = i + 1) begin : field
            if (i == 12 || i == 13 || i == 14 || i == 23 || i >= 26) begin : used
                reg [7:0] kept;
                always @(posedge aclk) if (take && beat == i / BYTES) kept <= s_axis_tdata[8*(i%BYTES)+:8];
                assign header[8*i+:8] = kept;
            end else begin : unused
                assign header[8*i+:8] = 8'd0;
            end
        end
    endgenerate
    wire ipv4  = header[8*12+:8] == 8'h08 && header[8*13+:8] == 8'h00 && header[8*14+:8] == 8'h45;
    wire ports = header[8*23+:8] == 8'd6 || header[8*23+:8] == 8'd17; // TCP, UDP

    // Rules are asked for step by step; the tuple is one clock behind, beside what the memory answers.
    reg  [SBITS-1:0] step;
    reg              job_valid, tuple_valid;
    reg  [31:0]      job_source, job_destination, tuple_source, tuple_destination;
    reg  [15:0]      job_source_port, job_destination_port, tuple_source_port, tuple_destination_port;
    reg  [7:0]       job_protocol, tuple_protocol;
    wire             step_end = step == STEPS - 1;
    assign start = enable && parsed && (!busy || step_end);
    always @(posedge aclk)
        if (!aresetn) begin
            busy <= 1'b0;
            step <= {SBITS{1'b0}};
        end else if (enable) begin
            if (start) busy <= 1'b1;
            else if (step_end) busy <= 1'b0;
            if (busy) step <= step_end ? {SBITS{1'b0}} : step + 1'b1;
        end
    always @(posedge aclk) begin
        if (start) begin
            job_valid            <= whole && ipv4;
            job_source           <= {header[8*26+:8], header[8*27+:8], header[8*28+:8], header[8*29+:8]};
            job_destination      <= {header[8*30+:8], header[8*31+:8], header[8*32+:8], header[8*33+:8]};
            job_source_port      <= ports ? {header[8*34+:8], header[8*35+:8]} : 16'd0;
            job_destination_port <= ports ? {header[8*36+:8], header[8*37+:8]} : 16'd0;
            job_protocol         <= header[8*23+:8];
        end
        if (enable) begin
            tuple_valid            <= job_valid;
            tuple_source           <= job_source;
            tuple_destination      <= job_destination;
            tuple_source_port      <= job_source_port;
            tuple_destination_port <= job_destination_port;
            tuple_protocol         <= job_protocol;
        end
    end

    // Configuration in words of 32 bits: rule r belongs to lane r % LANES, step r / LANES.
    localparam WORDS = BYTES < 4 ? 1 : BYTES / 4;
    wire             set;
    wire [32*WORDS-1:0] set_data;
    reg  [2:0]       set_word;
    reg  [LBITS-1:0] set_lane;
    reg  [SBITS-1:0] set_step;
    generate
        if (BYTES < 4) begin : narrow
            reg [31:0] collected;
            reg [1:0]  part;
            assign set_data = {s_axis_tdata, collected[31:8*BYTES]};
            assign set      = take_rules && part == 4 / BYTES - 1;
            always @(posedge aclk)
                if (!aresetn) part <= 2'd0;
                else if (take_rules) part <= set ? 2'd0 : part + 1'b1;
            always @(posedge aclk) if (take_rules) collected <= set_data;
        end else begin : wide
            assign set_data = s_axis_tdata;
            assign set      = take_rules;
        end
    endgenerate
    wire rule_set = set && set_word + WORDS == 8;
    always @(posedge aclk)
        if (!aresetn || (take_rules && s_axis_tlast)) begin
            set_word <= 3'd0;
            set_lane <= {LBITS{1'b0}};
            set_step <= {SBITS{1'b0}};
        end else if (set) begin
            set_word <= set_word + WORDS;
            if (rule_set) set_lane <= set_lane == LANES - 1 ? {LBITS{1'b0}} : set_lane + 1'b1;
            if (rule_set && set_lane == LANES - 1) set_step <= set_step + 1'b1;
        end

    reg [SBITS-1:0] asked_step;
    always @(posedge aclk) if (enable) asked_step <= step;
    wire [LANES-1:0] hits;
    generate
        for (l = 0; l < LANES; l = l + 1) begin : lane
            wire [32*7-1:0] rule;
            for (w = 0; w < 7; w = w + 1) begin : column
                localparam CBITS = w == 6 ? 16 : 32;
                wire [CBITS-1:0] answer;
                assay_ram #(.WIDTH(CBITS), .DEPTH(STEPS)) columnRam (
                    .clk(aclk), .write(set && set_lane == l && w >= set_word && w < set_word + WORDS),
                    .write_address(set_step), .write_data(set_data[32*(w%WORDS)+:CBITS]), .read(enable),
                    .read_address(step), .read_data(answer));
                assign rule[32*w+:CBITS] = answer;
                if (CBITS < 32) assign rule[32*w+CBITS+:32-CBITS] = 0;
            end
            reg same_source, same_destination, source_port_in, destination_port_in, same_protocol;
            always @(posedge aclk)
                if (enable) begin
                    same_source         <= (tuple_source & rule[63:32]) == rule[31:0];
                    same_destination    <= (tuple_destination & rule[127:96]) == rule[95:64];
                    source_port_in      <= tuple_source_port >= rule[143:128] && tuple_source_port <= rule[159:144];
                    destination_port_in <= tuple_destination_port >= rule[175:160] &&
                                           tuple_destination_port <= rule[191:176];
                    same_protocol       <= ((tuple_protocol ^ rule[199:192]) & rule[207:200]) == 8'd0 &&
                                           asked_step * LANES + l < RULES;
                end
            assign hits[l] = same_source && same_destination && source_port_in && destination_port_in && same_protocol;
        end
    endgenerate

    // The lowest lane that hit, then the first step that did.
    reg             compared_valid, hit;
    reg [LBITS-1:0] hit_lane, lowest;
    integer         k;
    always @* begin
        lowest = {LBITS{1'b0}};
        for (k = LANES - 1; k >= 0; k = k - 1) if (hits[k]) lowest = k;
    end
    always @(posedge aclk)
        if (enable) begin
            compared_valid <= tuple_valid;
            hit            <= |hits && compared_valid;
            hit_lane       <= lowest;
        end

    wire             valid, last;
    wire [SBITS-1:0] at_step;
    assay_delay #(.WIDTH(1), .LENGTH(3)) validDelay (
        .clk(aclk), .clear(!aresetn), .enable(enable), .in(busy), .out(valid));
    assay_delay #(.WIDTH(SBITS + 1), .LENGTH(3)) stepDelay (
        .clk(aclk), .clear(1'b0), .enable(enable), .in({step, step_end}), .out({at_step, last}));
    reg        found, verdict_valid;
    reg [31:0] verdict;
    wire       found_before = found && at_step != 0;
    always @(posedge aclk)
        if (!aresetn) verdict_valid <= 1'b0;
        else if (enable) verdict_valid <= valid && last;
    always @(posedge aclk)
        if (enable && valid) begin
            found <= found_before || hit;
            if (!found_before) verdict <= hit ? at_step * LANES + hit_lane : 32'hFFFFFFFF;
        end

    assay_skid #(.WIDTH(32)) out (
        .clk(aclk), .rst_n(aresetn), .in_data(verdict), .in_valid(verdict_valid), .in_ready(enable),
        .out_data(m_axis_tdata), .out_valid(m_axis_tvalid), .out_ready(m_axis_tready));
    assign m_axis_tkeep = 4'hF;
    assign m_axis_tuser = 1'b0;
    assign m_axis_tlast = 1'b1;
endmodule
`default_nettype wire
