// AES-128 in counter mode (FIPS 197, NIST SP 800-38A) with ROUNDS rounds in hardware, each a pipeline stage; a block passes
// them 10 / ROUNDS times. The registers behind the tables of the S-box are the stages.
//
// Configuration: the key, then the first counter, one packet of two beats. The key schedule follows, 20 clocks.
// In: a packet of bytes, 16 a beat; each packet begins with the first counter. Out: the packet, encrypted.
// MEMORY: the S-boxes' tables are block memories, else logic cells.
// N beats take 10·floor((N − 1) / ROUNDS) + (N − 1) mod ROUNDS + 12 clocks. ROUNDS: 1, 2, 5 or 10.
`default_nettype none

// S-boxes: COUNT bytes looked up in one clock.
module aes_sboxes #(
    parameter COUNT  = 16,
    parameter MEMORY = 1
) (
    input  wire               clk,
    input  wire               enable,
    input  wire [8*COUNT-1:0] in,
    output wire [8*COUNT-1:0] out
);
    function [7:0] times_x(input [7:0] a);
        times_x = {a[6:0], 1'b0} ^ (a[7] ? 8'h1B : 8'h00);
    endfunction

    // The inverse in GF(2^8) (0 for 0), followed by an affine map of its bits. 3 generates all inverses but 0.
    function [2047:0] make_table(input integer unused);
        integer   n;
        reg [7:0] power, inverse, r;
        begin
            make_table      = 2048'd0;
            make_table[7:0] = 8'h63;
            power           = 8'd1;
            inverse         = 8'd1;
            for (n = 0; n < 255; n = n + 1) begin
                r = inverse ^ {inverse[6:0], inverse[7]} ^ {inverse[5:0], inverse[7:6]} ^ {inverse[4:0], inverse[7:5]} ^
                    {inverse[3:0], inverse[7:4]} ^ 8'h63;
                make_table[8*power+:8] = r;
                power = power ^ times_x(power);
                // Divided by 3, that is, times F6 = 80 + 40 + 20 + 10 + 04 + 02.
                r = times_x(inverse);
                inverse = r;
                r = times_x(r);
                inverse = inverse ^ r;
                r = times_x(times_x(r));
                inverse = inverse ^ r;
                r = times_x(r);
                inverse = inverse ^ r;
                r = times_x(r);
                inverse = inverse ^ r;
                r = times_x(r);
                inverse = inverse ^ r;
            end
        end
    endfunction

    localparam [2047:0] TABLE = make_table(0);
    genvar b;
    generate
        for (b = 0; b < COUNT; b = b + 1) begin : place
            integer   i;
            reg [7:0] found;
            if (MEMORY) begin : block
                (* rom_style = "block", ram_style = "block" *) reg [7:0] sbox[0:255];
                initial for (i = 0; i < 256; i = i + 1) sbox[i] = TABLE[8*i+:8];
                always @(posedge clk) if (enable) found <= sbox[in[8*b+:8]];
            end else begin : logic_cells
                reg [7:0] sbox[0:255];
                initial for (i = 0; i < 256; i = i + 1) sbox[i] = TABLE[8*i+:8];
                always @(posedge clk) if (enable) found <= sbox[in[8*b+:8]];
            end
            assign out[8*b+:8] = found;
        end
    endgenerate
endmodule

// What follows the S-boxes in a round: rows shifted, columns mixed (not in the last round), the round key added.
module aes_mix (
    input  wire [127:0] in,
    input  wire         last,
    input  wire [127:0] key,
    output wire [127:0] out
);
    function [7:0] times_x(input [7:0] a);
        times_x = {a[6:0], 1'b0} ^ (a[7] ? 8'h1B : 8'h00);
    endfunction

    genvar c;
    generate
        for (c = 0; c < 4; c = c + 1) begin : column
            wire [7:0] a0 = in[8*(4*c)+:8];
            wire [7:0] a1 = in[8*(4*((c+1)%4)+1)+:8];
            wire [7:0] a2 = in[8*(4*((c+2)%4)+2)+:8];
            wire [7:0] a3 = in[8*(4*((c+3)%4)+3)+:8];
            wire [7:0] all = a0 ^ a1 ^ a2 ^ a3;
            wire [31:0] mixed = {a3 ^ all ^ times_x(a3 ^ a0), a2 ^ all ^ times_x(a2 ^ a3),
                                 a1 ^ all ^ times_x(a1 ^ a2), a0 ^ all ^ times_x(a0 ^ a1)};
            assign out[32*c+:32] = (last ? {a3, a2, a1, a0} : mixed) ^ key[32*c+:32];
        end
    endgenerate
endmodule

module aes_ctr #(
    parameter ROUNDS = 10,
    parameter MEMORY = 1
) (
    input  wire         aclk,
    input  wire         aresetn,
    input  wire [127:0] s_axis_tdata,
    input  wire [15:0]  s_axis_tkeep,
    input  wire         s_axis_tuser,
    input  wire         s_axis_tlast,
    input  wire         s_axis_tvalid,
    output wire         s_axis_tready,
    output wire [127:0] m_axis_tdata,
    output wire [15:0]  m_axis_tkeep,
    output wire         m_axis_tuser,
    output wire         m_axis_tlast,
    output wire         m_axis_tvalid,
    input  wire         m_axis_tready
);
    localparam LAPS = 10 / ROUNDS, PBITS = LAPS > 1 ? $clog2(LAPS) : 1;

    function [127:0] reversed(input [127:0] bytes);
        integer k;
        for (k = 0; k < 16; k = k + 1) reversed[8*k+:8] = bytes[8*(15-k)+:8];
    endfunction

    wire enable;

    // Configuration, and the key schedule: two clocks a round key, one for the S-boxes.
    reg          expanding, second; // second beat: the counter
    reg          looked_up;
    reg  [3:0]   expanded;          // round keys ready, less one
    reg  [7:0]   round_constant;
    reg  [127:0] newest;            // round key
    reg  [127:0] first_counter;     // a number; its last byte is the lowest
    reg  [127:0] keys[0:10];
    wire [31:0]  substituted;
    wire [31:0]  word0 = newest[31:0] ^ {substituted[31:8], substituted[7:0] ^ round_constant};
    wire [31:0]  word1 = newest[63:32] ^ word0;
    wire [31:0]  word2 = newest[95:64] ^ word1;
    wire [31:0]  word3 = newest[127:96] ^ word2;
    wire         recirculating;
    wire         active; // any block under way
    assign s_axis_tready = !expanding && (s_axis_tuser ? !active : enable && !recirculating);
    wire take      = s_axis_tvalid && s_axis_tready && !s_axis_tuser;
    wire configure = s_axis_tvalid && s_axis_tready && s_axis_tuser;
    aes_sboxes #(.COUNT(4), .MEMORY(MEMORY)) scheduleBoxes (
        .clk(aclk), .enable(1'b1), .in({newest[103:96], newest[127:104]}), .out(substituted));
    always @(posedge aclk)
        if (!aresetn) begin
            expanding <= 1'b0;
            second    <= 1'b0;
        end else begin
            if (configure) second <= !s_axis_tlast;
            if (configure && s_axis_tlast) expanding <= 1'b1;
            else if (looked_up && expanded == 9) expanding <= 1'b0;
        end
    always @(posedge aclk) begin
        looked_up <= expanding && !looked_up;
        if (configure && !second) begin
            newest         <= s_axis_tdata;
            keys[0]        <= s_axis_tdata;
            expanded       <= 4'd0;
            round_constant <= 8'h01;
        end
        if (configure && second) first_counter <= reversed(s_axis_tdata);
        if (expanding && looked_up) begin
            newest             <= {word3, word2, word1, word0};
            keys[expanded+1]   <= {word3, word2, word1, word0};
            expanded           <= expanded + 1'b1;
            round_constant     <= {round_constant[6:0], 1'b0} ^ (round_constant[7] ? 8'h1B : 8'h00);
        end
    end

    // The counter in four parts; a part counts when all below it are ones, which is known beforehand.
    reg [127:0] counter;
    reg [2:0]   ones;
    wire        restart = (configure && second) || (take && s_axis_tlast);
    wire [127:0] restart_value = configure ? reversed(s_axis_tdata) : first_counter;
    wire [3:0]  count = {&ones, &ones[1:0], ones[0], 1'b1};
    genvar g;
    generate
        for (g = 0; g < 4; g = g + 1) begin : part
            wire [31:0] next = counter[32*g+:32] + count[g];
            always @(posedge aclk)
                if (restart) counter[32*g+:32] <= restart_value[32*g+:32];
                else if (take) counter[32*g+:32] <= next;
            if (g < 3)
                always @(posedge aclk)
                    if (restart) ones[g] <= &restart_value[32*g+:32];
                    else if (take && count[g]) ones[g] <= counter[32*g+:32] == 32'hFFFFFFFE;
        end
    endgenerate

    // The ring of rounds; a block that has not passed it LAPS times goes round again before a new one may enter.
    wire [127:0] whitened = reversed(counter) ^ keys[0];
    wire         lap_over;
    wire         leaving;
    genvar r;
    generate
        for (r = 0; r < ROUNDS; r = r + 1) begin : round
            wire [127:0]      in, boxes, out, text_in;
            wire              valid_in, last_in;
            wire [15:0]       keep_in;
            wire [PBITS-1:0]  lap_in;
            reg               valid, last;
            reg  [127:0]      text;
            reg  [15:0]       keep;
            reg  [PBITS-1:0]  lap;
            if (r == 0) begin : entry
                assign in       = recirculating ? round[ROUNDS-1].out : whitened;
                assign valid_in = recirculating || take;
                assign lap_in   = recirculating ? round[ROUNDS-1].lap + 1'b1 : {PBITS{1'b0}};
                assign text_in  = recirculating ? round[ROUNDS-1].text : s_axis_tdata;
                assign keep_in  = recirculating ? round[ROUNDS-1].keep : s_axis_tkeep;
                assign last_in  = recirculating ? round[ROUNDS-1].last : s_axis_tlast;
            end else begin : next
                assign in       = round[r-1].out;
                assign valid_in = round[r-1].valid;
                assign lap_in   = round[r-1].lap;
                assign text_in  = round[r-1].text;
                assign keep_in  = round[r-1].keep;
                assign last_in  = round[r-1].last;
            end
            aes_sboxes #(.COUNT(16), .MEMORY(MEMORY)) sboxes (.clk(aclk), .enable(enable), .in(in), .out(boxes));
            always @(posedge aclk)
                if (!aresetn) valid <= 1'b0;
                else if (enable) valid <= valid_in;
            always @(posedge aclk)
                if (enable) begin
                    text <= text_in;
                    keep <= keep_in;
                    last <= last_in;
                    lap  <= lap_in;
                end
            wire [3:0] key_number = lap * ROUNDS + r + 1;
            aes_mix mix (.in(boxes), .last(key_number == 10), .key(keys[LAPS == 1 ? r + 1 : key_number]), .out(out));
            wire       any;
            if (r == 0) begin : bottom
                assign any = valid;
            end else begin : more
                assign any = round[r-1].any || valid;
            end
        end
    endgenerate
    assign lap_over      = LAPS == 1 || round[ROUNDS-1].lap == LAPS - 1;
    assign recirculating = round[ROUNDS-1].valid && !lap_over;
    assign leaving       = round[ROUNDS-1].valid && lap_over;
    assign active        = round[ROUNDS-1].any;

    assay_skid #(.WIDTH(145)) out (
        .clk(aclk), .rst_n(aresetn),
        .in_data({round[ROUNDS-1].out ^ round[ROUNDS-1].text, round[ROUNDS-1].keep, round[ROUNDS-1].last}),
        .in_valid(leaving), .in_ready(enable), .out_data({m_axis_tdata, m_axis_tkeep, m_axis_tlast}),
        .out_valid(m_axis_tvalid), .out_ready(m_axis_tready));
    assign m_axis_tuser = 1'b0;
endmodule
`default_nettype wire
