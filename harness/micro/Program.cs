using BenchmarkDotNet.Running;

// Every option is BenchmarkDotNet's own: --filter '*Binding*', --job short, --list flat, …
BenchmarkSwitcher.FromAssembly(typeof(Bench.Micro.Bindings.BindingBenchmarks).Assembly).Run(args);
