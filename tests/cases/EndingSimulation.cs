using System.Buffers;
using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Harness.Randomness;

namespace Bench.Tests.Cases;

/// <summary>
/// One call object that is used twice on one connection, while its sender, the reader of answers, the sweeper of deadlines and the caller who
/// gives up take their steps in an order drawn from a seed. Steps are those of the client's connection: what it does at once is one step, what
/// it does under its lock waits for the lock, and answers may come late, twice, or never.
/// </summary>
internal sealed class EndingSimulation
{
    private const int Uses = 2;
    private const long DeadlineNs = 100;

    private readonly CallSlots _slots = new(limit: 4);
    private readonly Call _call;
    private readonly Use[] _uses = [new Use(), new Use()];
    private readonly List<ulong> _answers = [];
    private readonly List<(CallSlots.Slot Slot, ulong Id)> _due = [];
    private SplitMix64 _draws;
    private int _begun;
    private int _lockedBy;
    private ulong _answer;
    private CallSlots.Slot? _answered;
    private bool _answerWon;
    private int _readerAt;
    private int _sweeperAt;
    private OutgoingCall? _swept;

    public EndingSimulation() => _call = new Call(this);

    /// <summary>How often each kind of outcome came about, over all seeds.</summary>
    public int[] Outcomes { get; } = new int[Enum.GetValues<OutcomeKind>().Length];

    /// <summary>Answers that completed nothing, over all seeds.</summary>
    public int Unwanted { get; private set; }

    /// <summary>Plays one seed to its end.</summary>
    /// <returns>What went wrong; null if nothing did.</returns>
    public string? Play(ulong seed)
    {
        _draws = new SplitMix64(seed);
        _begun = 0;
        _answers.Clear();
        Array.ForEach(_uses, use => use.Clear());
        BeginUse();
        for (int step = 0; step < 100 && !IsQuiet; step++)
        {
            int party = _draws.Next(6);
            switch (party)
            {
                case < Uses:
                    SenderStep(_uses[party], party + 1);
                    break;
                case 2:
                    ReaderStep();
                    break;
                case 3:
                    SweeperStep(_draws.Next(2) == 0 ? DeadlineNs : 0);
                    break;
                default:
                    GiveUpStep(_uses[party - 4]);
                    break;
            }
        }
        Finish();
        return Verdict();
    }

    /// <summary>Whether nobody has a step left to take.</summary>
    private bool IsQuiet => _begun == Uses && _uses[0].IsQuiet && _uses[1].IsQuiet && _readerAt + _sweeperAt + _answers.Count == 0;

    private void BeginUse() => _uses[_begun++].Begin(_call.Open(DeadlineNs), wantsToGiveUp: _draws.Next(3) == 0);

    /// <summary>Whoever has not ended by then is ended as a connection that closes does it.</summary>
    private void Finish()
    {
        for (int round = 0; round < 40 && !IsQuiet; round++)
        {
            for (int use = 0; use < Uses; use++)
            {
                SenderStep(_uses[use], use + 1);
                GiveUpStep(_uses[use]);
            }
            ReaderStep();
            SweeperStep(long.MaxValue);
        }
    }

    private string? Verdict()
    {
        for (int i = 0; i < _begun; i++)
        {
            if (_uses[i].Signals != 1)
            {
                return $"use {i} was let go on {_uses[i].Signals} times";
            }
            Outcomes[(int)_uses[i].Outcome.Kind]++;
        }
        return _begun < Uses ? $"only {_begun} uses came about"
            : _slots.InFlight != 0 ? $"{_slots.InFlight} slots are still taken"
            : _uses[0].WasChanged || _uses[1].WasChanged ? "a caller went on while its request was being read"
            : null;
    }

    private void SenderStep(Use use, int sender)
    {
        switch (use.SenderAt)
        {
            case 1 when _lockedBy == 0:
                _lockedBy = sender;
                use.SenderAt = _call.BeginSending(use.Ticket) ? 2 : Unlock();
                break;
            case 2:
                use.Slot = _slots.Rent(_call, use.Ticket);
                use.SenderAt = 3;
                break;
            case 3:
                CallSlots.Publish(use.Slot!);
                use.Id = CallSlots.IdOf(use.Slot!);
                use.SenderAt = 4;
                break;
            case 4:
                use.WasChanged |= use.Signals != 0;
                if (_call.EndSending(use.Ticket, null!, use.Id))
                {
                    // The server answers, not at all, once or twice.
                    for (int answers = Math.Min(2, _draws.Next(6)); answers > 0; answers--)
                    {
                        _answers.Add(use.Id);
                    }
                    use.SenderAt = Unlock();
                }
                else
                {
                    if (use.Slot!.TryTake(use.Id))
                    {
                        _slots.Free(use.Slot);
                    }
                    _answers.Add(use.Id);
                    use.SenderAt = 5;
                    Unlock();
                }
                break;
            case 5:
                use.SenderAt = 0;
                _call.Signal();
                break;
        }
    }

    private void ReaderStep()
    {
        switch (_readerAt)
        {
            case 0 when _answers.Count > 0:
                int next = _draws.Next(_answers.Count);
                _answer = _answers[next];
                _answers.RemoveAt(next);
                _answered = _slots.Find(_answer);
                _readerAt = 1;
                break;
            case 1:
                _readerAt = _answered!.TryTake(_answer) ? 2 : 0;
                Unwanted += _readerAt == 0 ? 1 : 0;
                break;
            case 2:
                _answerWon = _answered!.Call!.TryEnd(_answered.Ticket, CallOutcome.Ok);
                Unwanted += _answerWon ? 0 : 1;
                _readerAt = 3;
                break;
            case 3:
                if (_answerWon)
                {
                    _call.Accept(ReadOnlySequence<byte>.Empty);
                }
                _readerAt = 4;
                break;
            case 4 when _lockedBy == 0:
                _slots.Free(_answered!);
                _readerAt = _answerWon ? 5 : 0;
                break;
            case 5:
                _readerAt = 0;
                _call.Signal();
                break;
        }
    }

    private void SweeperStep(long nowNs)
    {
        switch (_sweeperAt)
        {
            case 0:
                _slots.TakeDue(nowNs, _due);
                _sweeperAt = _due.Count > 0 ? 1 : 0;
                break;
            case 1 when _lockedBy == 0:
                foreach ((CallSlots.Slot slot, _) in _due)
                {
                    _swept = slot.Call!.TryEnd(slot.Ticket, CallOutcome.Timeout) ? slot.Call : _swept;
                    _slots.Free(slot);
                }
                _due.Clear();
                _sweeperAt = _swept is null ? 0 : 2;
                break;
            case 2:
                _swept = null;
                _sweeperAt = 0;
                _call.Signal();
                break;
        }
    }

    /// <summary>The caller gives up: as <c>PendingCall</c> does it, whose token can end no later use.</summary>
    private void GiveUpStep(Use use)
    {
        switch (use.GiveUpAt)
        {
            case 1:
                use.GiveUpAt = _call.TryEnd(use.Ticket, CallOutcome.Cancelled) ? 2 : 0;
                use.Forgotten = _call.Correlation;
                break;
            case 2:
                use.GiveUpAt = use.SenderAt == 0 ? 3 : 0;
                _call.Signal();
                break;
            case 3 when _lockedBy == 0:
                if (_slots.Find(use.Forgotten) is CallSlots.Slot slot && slot.TryTake(use.Forgotten))
                {
                    _slots.Free(slot);
                }
                use.GiveUpAt = 0;
                break;
        }
    }

    private int Unlock() => _lockedBy = 0;

    private void Signalled()
    {
        Use use = _uses[_begun - 1];
        use.Signals++;
        use.Outcome = _call.Ended;
        if (_begun < Uses)
        {
            BeginUse();
        }
    }

    /// <summary>One use of the call's object. A party's place is the number of its next step, 0 for none.</summary>
    private sealed class Use
    {
        public long Ticket { get; private set; }

        public ulong Id { get; set; }

        public ulong Forgotten { get; set; }

        public CallSlots.Slot? Slot { get; set; }

        public int SenderAt { get; set; }

        public int GiveUpAt { get; set; }

        public int Signals { get; set; }

        public bool WasChanged { get; set; }

        public CallOutcome Outcome { get; set; }

        public bool IsQuiet => Signals > 0 && SenderAt + GiveUpAt == 0;

        public void Clear()
        {
            SenderAt = GiveUpAt = Signals = 0;
            WasChanged = false;
        }

        public void Begin(long ticket, bool wantsToGiveUp)
        {
            Ticket = ticket;
            SenderAt = 1;
            GiveUpAt = wantsToGiveUp ? 1 : 0;
        }
    }

    private sealed class Call(EndingSimulation simulation) : OutgoingCall
    {
        public CallOutcome Ended => Outcome;

        public long Open(long deadlineNs) => Begin(0, deadlineNs);

        public override void SendThrough(IStackChannel channel, long ticket) => throw new NotSupportedException();

        public override void WriteTo(IBufferWriter<byte> output)
        {
        }

        protected override void Continue() => simulation.Signalled();

        protected override CallOutcome Decode(in ReadOnlySequence<byte> payload) => CallOutcome.Ok;
    }
}
