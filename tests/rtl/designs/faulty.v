// A byte stream that passes through, or fails in the way that FAULT says, with byte AT of the run.
`default_nettype none
module faulty #(
    parameter FAULT = 0, // 0 none, 1 never raises tlast, 2 stops, 3 lets go of a waiting beat, 4 one beat too many, 5 $finish
    parameter AT    = 5
) (
    input  wire       aclk,
    input  wire       aresetn,
    input  wire [7:0] s_axis_tdata,
    input  wire [0:0] s_axis_tkeep,
    input  wire       s_axis_tuser,
    input  wire       s_axis_tlast,
    input  wire       s_axis_tvalid,
    output wire       s_axis_tready,
    output wire [7:0] m_axis_tdata,
    output wire [0:0] m_axis_tkeep,
    output wire       m_axis_tuser,
    output wire       m_axis_tlast,
    output wire       m_axis_tvalid,
    input  wire       m_axis_tready
);
    reg [7:0] held, count;
    reg       valid, last, again;
    wire      stopped = FAULT == 2 && count >= AT;
    assign s_axis_tready = (!valid || m_axis_tready) && !stopped && !again;
    wire take = s_axis_tvalid && s_axis_tready;

    always @(posedge aclk)
        if (!aresetn) begin
            valid <= 1'b0;
            again <= 1'b0;
            count <= 8'd0;
        end else begin
            if (take) begin
                held  <= s_axis_tdata;
                last  <= s_axis_tlast && FAULT != 1;
                valid <= 1'b1;
                again <= FAULT == 4 && s_axis_tlast;
                count <= count + 1'b1;
            end else if (m_axis_tready) begin
                valid <= again;
                again <= 1'b0;
            end else if (FAULT == 3 && valid && count >= AT) begin
                valid <= 1'b0;
            end
            if (FAULT == 5 && count == AT) $finish;
        end
    assign m_axis_tdata  = held;
    assign m_axis_tkeep  = 1'b1;
    assign m_axis_tuser  = 1'b0;
    assign m_axis_tlast  = last;
    assign m_axis_tvalid = valid;
endmodule
`default_nettype wire
