// The same command with the plugs of this assembly: all that a user's own project needs.
return await Bench.Cli.BenchProgram.RunAsync(args, typeof(Bench.Impostors.XorCodec).Assembly).ConfigureAwait(false);
