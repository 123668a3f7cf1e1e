package io.edgeless.api.rpc;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.fuzzing.FuzzTarget;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Bytes as the request of any rpc, the first one says which, sent to a server that runs.
final class RpcServerFuzz implements FuzzTarget {

    private static final List<BindableService> SERVICES = EveryService.all();

    private static final List<MethodDescriptor<?, ?>> METHODS = methods();

    /// One for all inputs; ends with the process.
    private static final Wired WIRED = new Wired(SERVICES);

    private static List<MethodDescriptor<?, ?>> methods() {
        return SERVICES.stream()
                .flatMap(service -> service.bindService().getMethods().stream())
                .<MethodDescriptor<?, ?>>map(ServerMethodDefinition::getMethodDescriptor)
                .sorted(Comparator.comparing(MethodDescriptor::getFullMethodName))
                .toList();
    }

    @FuzzTest
    @Override
    public void fuzz(byte[] input) {
        if (input.length > 0) {
            EveryService.check(
                    WIRED,
                    METHODS.get((input[0] & 0xff) % METHODS.size()),
                    Arrays.copyOfRange(input, 1, input.length));
        }
    }

    @Override
    public int mutantsInBuild() {
        return 400;
    }
}
