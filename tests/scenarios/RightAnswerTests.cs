using System.Reflection;
using Bench.Codecs;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Tests.Codecs;

namespace Bench.Tests.Scenarios;

public sealed class RightAnswerTests
{
    public static TheoryData<string> Scenarios => TestScenarios.Names;

    [Theory, MemberData(nameof(Scenarios))]
    public void The_reply_to_another_request_is_wrong(string name) => ForEach(name, (scenario, operation, exchanges) =>
    {
        for (int i = 0; i < exchanges.Count; i++)
        {
            object other = exchanges[(i + 1) % exchanges.Count].Reply;
            AssertWrong(scenario, operation, i, other, "the reply to another request");
        }
    });

    [Theory, MemberData(nameof(Scenarios))]
    public void A_reply_with_one_member_changed_is_wrong(string name) => ForEach(name, (scenario, operation, exchanges) =>
    {
        for (int i = 0; i < 3; i++)
        {
            AnyCodec codec = TestCodecs.For(new MessagePackCodec(), operation.MessageTypes[1]);
            byte[] reply = codec.Encode(exchanges[i].Reply);
            Assert.True(Outcome(scenario, operation, i, codec.Decode(reply)).IsOk);
            foreach (PropertyInfo member in operation.MessageTypes[1].GetProperties())
            {
                foreach ((string how, object? value) in Changes(member.GetValue(exchanges[i].Reply)!))
                {
                    object changed = codec.Decode(reply);
                    member.SetValue(changed, value);
                    AssertWrong(scenario, operation, i, changed, $"{member.Name} {how}");
                }
            }
        }
    });

    private static void ForEach(string name, Action<IScenario, IOperation, List<(object Request, object Reply)>> test)
    {
        IScenario scenario = TestScenarios.Find(name);
        foreach (IOperation operation in scenario.CreateOperations(1))
        {
            test(scenario, operation, TestScenarios.Exchanges(scenario, operation));
        }
    }

    /// <summary>Wrong values instead of a right one.</summary>
    private static IEnumerable<(string How, object? Value)> Changes(object right)
    {
        switch (right)
        {
            case long number:
                yield return ("one more", number + 1);
                break;
            case int number:
                yield return ("one more", number + 1);
                break;
            case double number:
                yield return ("the next", Math.BitIncrement(number));
                break;
            case string text:
                yield return ("null", null);
                yield return ("with another end", text[..^1] + '!');
                break;
            case Array items:
                yield return ("null", null);
                yield return ("without the last", Taken(items, 0, items.Length - 1));
                yield return ("without the first", Taken(items, 1, items.Length - 1));
                yield return ("with nothing in its items", Array.CreateInstance(items.GetType().GetElementType()!, items.Length));
                break;
            default:
                yield return ("null", null);
                yield return ("blank", Activator.CreateInstance(right.GetType()));
                break;
        }
    }

    private static Array Taken(Array items, int from, int count)
    {
        var taken = Array.CreateInstance(items.GetType().GetElementType()!, count);
        Array.Copy(items, from, taken, 0, count);
        return taken;
    }

    private static CallOutcome Outcome(IScenario scenario, IOperation operation, int index, object reply) =>
        ScriptedClient.Outcome(operation, ScriptedClient.Create(scenario.ContractType, (_, _) => reply), index);

    private static void AssertWrong(IScenario scenario, IOperation operation, int index, object reply, string what)
    {
        CallOutcome outcome = Outcome(scenario, operation, index, reply);
        Assert.True(outcome.Error == ErrorKind.WrongAnswer, $"{operation.Method} takes {what} for the right answer");
    }
}
