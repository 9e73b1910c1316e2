return await Bench.Cli.BenchProgram.RunAsync(args).ConfigureAwait(false);
