// CRC-32 (IEEE 802.3) of messages, BYTES bytes a clock, in one of two forms.
//
// PIPE >= 1, for a fast clock: a matrix product. What each byte of a beat contributes to the remainder after the beat
// depends on the byte alone, so it is computed in a pipeline (PIPE: tree levels between registers); only multiplying the
// remainder with x^(8·BYTES) closes a loop. A partial last beat is taken as if zeros followed, and these are divided out
// again afterwards, in one step for each bit of their number.
// PIPE = 0, for an early answer: the bytes of a beat follow each other within the clock, and the answer leaves in the clock
// after the last beat. Each further byte makes the clock slower.
//
// In: a packet for each message, of any length. Out: a packet of 4 bytes for each message.
// B beats take B + 3 + ceil(clog2(BYTES) / PIPE) + clog2(BYTES) clocks; with PIPE = 0, B + 1.
`default_nettype none
module crc32 #(
    parameter BYTES = 4,
    parameter PIPE  = 1
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
    localparam [31:0] POLYNOMIAL = 32'hEDB88320; // reflected: bit 31 is the coefficient of x^0
    localparam UNDO = $clog2(BYTES), TREE = PIPE > 0 ? (UNDO + PIPE - 1) / PIPE : 0;
    localparam PAD_BITS = UNDO > 0 ? UNDO : 1;

    // Column j of the matrix that multiplies with x^steps (divides by x^-steps): the image of bit j.
    function [1023:0] columns(input integer steps);
        integer j, i;
        reg [31:0] r;
        begin
            for (j = 0; j < 32; j = j + 1) begin
                r = 32'd1 << j;
                for (i = 0; i < steps; i = i + 1) r = (r >> 1) ^ (r[0] ? POLYNOMIAL : 32'd0);
                for (i = 0; i < -steps; i = i + 1) r = r[31] ? ((r ^ POLYNOMIAL) << 1) | 32'd1 : r << 1;
                columns[32*j+:32] = r;
            end
        end
    endfunction

    wire        enable, answer_valid;
    wire [31:0] answer;
    assign s_axis_tready = enable;

    genvar i, j;
    generate
        if (PIPE == 0) begin : early
            reg [31:0] remainder;
            wire       take = s_axis_tvalid && !s_axis_tuser && enable;
            for (i = 0; i < BYTES; i = i + 1) begin : lane
                localparam [1023:0] COLUMNS = columns(8);
                wire [31:0] before, multiplied, after;
                if (i == 0) begin : first
                    assign before = remainder;
                    assign after  = multiplied; // a beat has one byte at least
                end else begin : other
                    assign before = lane[i-1].after;
                    assign after  = s_axis_tkeep[i] ? multiplied : before;
                end
                wire [7:0] low = before[7:0] ^ s_axis_tdata[8*i+:8];
                assign multiplied = ({32{low[0]}} & COLUMNS[0+:32]) ^ ({32{low[1]}} & COLUMNS[32+:32]) ^
                                    ({32{low[2]}} & COLUMNS[64+:32]) ^ ({32{low[3]}} & COLUMNS[96+:32]) ^
                                    ({32{low[4]}} & COLUMNS[128+:32]) ^ ({32{low[5]}} & COLUMNS[160+:32]) ^
                                    ({32{low[6]}} & COLUMNS[192+:32]) ^ ({32{low[7]}} & COLUMNS[224+:32]) ^
                                    {8'd0, before[31:8]};
            end
            always @(posedge aclk)
                if (!aresetn) remainder <= 32'hFFFFFFFF;
                else if (take) remainder <= s_axis_tlast ? 32'hFFFFFFFF : lane[BYTES-1].after;
            assign answer       = ~lane[BYTES-1].after;
            assign answer_valid = take && s_axis_tlast;
        end else begin : fast
            // What the bytes contribute.
            wire [32*BYTES-1:0] parts;
            for (i = 0; i < BYTES; i = i + 1) begin : lane
                localparam [1023:0] COLUMNS = columns(8 * (BYTES - i));
                wire [7:0]   value = s_axis_tdata[8*i+:8] & {8{s_axis_tkeep[i]}};
                wire [31:0]  part;
                assign part = ({32{value[0]}} & COLUMNS[0+:32]) ^ ({32{value[1]}} & COLUMNS[32+:32]) ^
                              ({32{value[2]}} & COLUMNS[64+:32]) ^ ({32{value[3]}} & COLUMNS[96+:32]) ^
                              ({32{value[4]}} & COLUMNS[128+:32]) ^ ({32{value[5]}} & COLUMNS[160+:32]) ^
                              ({32{value[6]}} & COLUMNS[192+:32]) ^ ({32{value[7]}} & COLUMNS[224+:32]);
                reg [31:0] kept;
                always @(posedge aclk) if (enable) kept <= part;
                assign parts[32*i+:32] = kept;
            end
            wire [31:0] contribution;
            assay_xor_tree #(.COUNT(BYTES), .WIDTH(32), .LEVELS(PIPE)) tree (
                .clk(aclk), .enable(enable), .in(parts), .out(contribution));

            // Zeros appended to the last beat: bytes behind the last one that is kept.
            reg [PAD_BITS-1:0] padding;
            integer k;
            always @* begin
                padding = {PAD_BITS{1'b0}};
                for (k = 1; k < BYTES; k = k + 1)
                    padding = padding | ({PAD_BITS{s_axis_tkeep[k-1] && !s_axis_tkeep[k]}} & (BYTES - k));
            end

            wire                valid, last;
            wire [PAD_BITS-1:0] pad;
            assay_delay #(.WIDTH(1), .LENGTH(1 + TREE)) validDelay (
                .clk(aclk), .clear(!aresetn), .enable(enable), .in(s_axis_tvalid && !s_axis_tuser), .out(valid));
            assay_delay #(.WIDTH(1 + PAD_BITS), .LENGTH(1 + TREE)) sideDelay (
                .clk(aclk), .clear(1'b0), .enable(enable), .in({s_axis_tlast, padding}), .out({last, pad}));

            // The loop. A new message starts from all ones.
            localparam [1023:0] ADVANCE = columns(8 * BYTES);
            wire [31:0] advanced;
            reg  [31:0] remainder;
            for (j = 0; j < 32; j = j + 1) begin : product
                wire [31:0] sum;
                if (j == 0) begin : first
                    assign sum = {32{remainder[0]}} & ADVANCE[0+:32];
                end else begin : other
                    assign sum = product[j-1].sum ^ ({32{remainder[j]}} & ADVANCE[32*j+:32]);
                end
            end
            assign advanced = product[31].sum ^ contribution;

            reg                done;
            reg [31:0]         padded;
            reg [PAD_BITS-1:0] padded_by;
            always @(posedge aclk)
                if (!aresetn) begin
                    remainder <= 32'hFFFFFFFF;
                    done      <= 1'b0;
                end else if (enable) begin
                    done <= valid && last;
                    if (valid) remainder <= last ? 32'hFFFFFFFF : advanced;
                end
            always @(posedge aclk)
                if (enable) begin
                    padded    <= advanced;
                    padded_by <= pad;
                end

            // Divide the zeros out.
            wire finished;
            assay_delay #(.WIDTH(1), .LENGTH(UNDO)) doneDelay (
                .clk(aclk), .clear(!aresetn), .enable(enable), .in(done), .out(finished));
            for (i = 0; i <= UNDO; i = i + 1) begin : undo
                wire [31:0]         value;
                wire [PAD_BITS-1:0] by;
                if (i == 0) begin : entry
                    assign value = padded;
                    assign by    = padded_by;
                end else begin : step
                    localparam [1023:0] BACK = columns(-8 * (1 << (i - 1)));
                    reg [31:0]         kept;
                    reg [PAD_BITS-1:0] kept_by;
                    reg [31:0]         divided;
                    integer            b;
                    always @* begin
                        divided = 32'd0;
                        for (b = 0; b < 32; b = b + 1)
                            divided = divided ^ ({32{undo[i-1].value[b]}} & BACK[32*b+:32]);
                    end
                    always @(posedge aclk)
                        if (enable) begin
                            kept    <= undo[i-1].by[i-1] ? divided : undo[i-1].value;
                            kept_by <= undo[i-1].by;
                        end
                    assign value = kept;
                    assign by    = kept_by;
                end
            end
            assign answer       = ~undo[UNDO].value;
            assign answer_valid = finished;
        end
    endgenerate

    assay_skid #(.WIDTH(32)) out (
        .clk(aclk), .rst_n(aresetn), .in_data(answer), .in_valid(answer_valid), .in_ready(enable),
        .out_data(m_axis_tdata), .out_valid(m_axis_tvalid), .out_ready(m_axis_tready));
    assign m_axis_tkeep = 4'hF;
    assign m_axis_tuser = 1'b0;
    assign m_axis_tlast = 1'b1;
endmodule
`default_nettype wire
