namespace Bench.Cli.Live;

/// <summary>Where running figures go.</summary>
/// <param name="Collector">URL of a collector that takes OTLP over HTTP; null for none.</param>
/// <param name="Page">Port of the live page, 0 for any that is free; null for no page.</param>
internal sealed record LiveTargets(Uri? Collector, int? Page);
