package io.edgeless.runtime.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.model.Binary;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.component.FunctionInstance;
import io.edgeless.component.FunctionRuntime.Preparation;
import io.edgeless.component.HostApi;
import io.edgeless.component.Limits;
import io.edgeless.component.PreparedFunction;
import io.edgeless.component.PreparedFunction.Instantiation;

import java.util.List;
import java.util.Optional;

/// Shortcuts from a test's module to its running instance.
final class Guests {

    private Guests() {}

    static FunctionClass functionClass(byte[] module) {
        return new FunctionClass(
                "test",
                WasmRuntime.FUNCTION_TYPE,
                "1",
                Optional.empty(),
                Binary.of(module),
                List.of("out"));
    }

    static PreparedFunction prepared(WasmRuntime runtime, byte[] module, Limits limits) {
        Preparation preparation = runtime.prepare(functionClass(module), limits);
        assertThat(preparation).isInstanceOf(Preparation.Ready.class);
        return ((Preparation.Ready) preparation).function();
    }

    static FunctionInstance instance(PreparedFunction function, HostApi host) {
        Instantiation made = function.instantiate(host);
        assertThat(made).isInstanceOf(Instantiation.Ready.class);
        return ((Instantiation.Ready) made).instance();
    }

    static FunctionInstance instance(WasmRuntime runtime, TestModule module, HostApi host) {
        return instance(prepared(runtime, module.build(), Limits.DEFAULT), host);
    }

    static String refusal(WasmRuntime runtime, byte[] module) {
        Preparation preparation = runtime.prepare(functionClass(module), Limits.DEFAULT);
        assertThat(preparation).isInstanceOf(Preparation.Refused.class);
        return ((Preparation.Refused) preparation).refusal().text();
    }
}
