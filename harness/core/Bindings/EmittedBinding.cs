using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;

namespace Bench.Harness.Bindings;

/// <summary>Emits a client class per contract at run time, and binds handlers as delegates to the service's own methods.</summary>
public sealed class EmittedBinding : IBinding, IRankedPlug
{
    private static readonly MethodInfo ForMethod = typeof(IMethodCallers).GetMethod(nameof(IMethodCallers.For))!;

    private readonly ConcurrentDictionary<Type, Func<ServiceContract, IMethodCallers, object>> _factories = new();

    /// <inheritdoc/>
    public string Name => "emitted";

    /// <inheritdoc/>
    public string Summary => "client classes emitted at run time, handlers as direct delegates";

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public object CreateClient(ServiceContract contract, IMethodCallers callers)
    {
        ArgumentNullException.ThrowIfNull(contract);
        return _factories.GetOrAdd(contract.Type, static (_, contract) => EmitFactory(contract), contract)(contract, callers);
    }

    /// <inheritdoc/>
    public Func<TRequest, CancellationToken, ValueTask<TReply>> CreateHandler<TRequest, TReply>(ServiceContract contract, MethodContract method, object service)
    {
        ArgumentNullException.ThrowIfNull(method);
        return method.Info.CreateDelegate<Func<TRequest, CancellationToken, ValueTask<TReply>>>(service);
    }

    /// <summary>A class with a caller field per method, each method handing its arguments to <c>InvokeAsync</c> of its caller.</summary>
    private static Func<ServiceContract, IMethodCallers, object> EmitFactory(ServiceContract contract)
    {
        AssemblyBuilder assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName($"{contract.Name}.Client"), AssemblyBuilderAccess.Run);
        TypeBuilder type = assembly.DefineDynamicModule("client").DefineType($"{contract.Name}Client", TypeAttributes.Public | TypeAttributes.Sealed, typeof(object), [contract.Type]);
        FieldBuilder[] callers = [.. contract.Methods.Select(m => type.DefineField($"_{m.Name}", CallerType(m), FieldAttributes.Private | FieldAttributes.InitOnly))];
        ConstructorBuilder constructor = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, [typeof(object[])]);
        ILGenerator il = constructor.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(object).GetConstructor(Type.EmptyTypes)!);
        foreach (MethodContract method in contract.Methods)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldc_I4, (int)method.Id);
            il.Emit(OpCodes.Ldelem_Ref);
            il.Emit(OpCodes.Castclass, callers[method.Id].FieldType);
            il.Emit(OpCodes.Stfld, callers[method.Id]);
            EmitMethod(type, method, callers[method.Id]);
        }
        il.Emit(OpCodes.Ret);
        ConstructorInfo create = type.CreateType().GetConstructor([typeof(object[])])!;
        MethodInfo[] makers = [.. contract.Methods.Select(m => ForMethod.MakeGenericMethod(m.RequestType, m.ReplyType))];
        return (of, source) => create.Invoke([of.Methods.Select(m => makers[m.Id].Invoke(source, [m])!).ToArray()]);
    }

    private static void EmitMethod(TypeBuilder type, MethodContract method, FieldInfo caller)
    {
        MethodBuilder implementation = type.DefineMethod(
            method.Name,
            MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig | MethodAttributes.NewSlot,
            method.Info.ReturnType,
            [method.RequestType, typeof(CancellationToken)]);
        ILGenerator il = implementation.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, caller);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Callvirt, caller.FieldType.GetMethod("InvokeAsync")!);
        il.Emit(OpCodes.Ret);
        type.DefineMethodOverride(implementation, method.Info);
    }

    private static Type CallerType(MethodContract method) => typeof(MethodCaller<,>).MakeGenericType(method.RequestType, method.ReplyType);
}
