namespace Bench.Results.Recommendations;

/// <summary>A record that can't answer what is asked; the message is meant for the user as it stands.</summary>
public sealed class RecommendationException(string message) : Exception(message);
