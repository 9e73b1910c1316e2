// One side of calls in a process of its own, which says how many bytes it has allocated for them:
//   answer SCENARIO CODEC IO           says "listening ENDPOINT"; for every line it is sent, all bytes it has allocated so far
//   call ENDPOINT SCENARIO CODEC IO    for every line "STRATEGY IN-FLIGHT CALLS", after each line "slice", the bytes allocated by so many calls; any other ends it
//   code SCENARIO CODEC                says what the codec allocates per message, and the service per call, without any pipeline
using Bench.Allocations;

return args switch
{
    ["answer", string scenario, string codec, string io] => await Answering.RunAsync(new Cell(scenario, codec, io)).ConfigureAwait(false),
    ["call", string endpoint, string scenario, string codec, string io] => await Calling.RunAsync(endpoint, new Cell(scenario, codec, io)).ConfigureAwait(false),
    ["code", string scenario, string codec] => await Coding.RunAsync(new Cell(scenario, codec, "pool")).ConfigureAwait(false),
    _ => 2,
};
