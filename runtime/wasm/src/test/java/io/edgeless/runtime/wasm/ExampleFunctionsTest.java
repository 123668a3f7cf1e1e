package io.edgeless.runtime.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.component.CallResult;
import io.edgeless.component.FunctionInstance;
import io.edgeless.component.FunctionRuntime;
import io.edgeless.component.Limits;
import io.edgeless.component.Outcome;
import io.edgeless.runtime.wasm.load.WasmSettings;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Every function of the repository does the same in each way of execution.
class ExampleFunctionsTest {

    private static final List<String> MESSAGES =
            List.of(
                    "",
                    "7",
                    "trap",
                    "logs=3",
                    "casts=3",
                    "call_asm",
                    "late",
                    "{\"sensor\":\"t1\",\"value\":21.5}",
                    "{\"protocol\":\"HTTP\",\"method\":\"Post\",\"host\":\"a\",\"path\":\"/\","
                            + "\"headers\":{},\"body\":[123,125]}");

    @ParameterizedTest
    @MethodSource
    void function_inEachWay_doesTheSame(String name) throws IOException {
        byte[] module = Guests.function(name);
        List<List<String>> transcripts = Guests.ways().map(way -> transcript(way, module)).toList();

        assertThat(transcripts.getFirst()).isNotEmpty();
        assertThat(transcripts).as(name).allMatch(transcripts.getFirst()::equals);
    }

    static List<String> function_inEachWay_doesTheSame() throws IOException {
        Path functions = Path.of(System.getProperty("edgeless.home", "../.."), "functions");
        try (Stream<Path> files = Files.walk(functions)) {
            return files.filter(file -> file.toString().endsWith(".wasm"))
                    .filter(file -> !file.startsWith(functions.resolve("target")))
                    .map(file -> functions.relativize(file).toString().replace(".wasm", ""))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> transcript(WasmSettings way, byte[] module) {
        ScriptedHost host = new ScriptedHost();
        host.answer = () -> new CallResult.Reply("answer".getBytes(StandardCharsets.UTF_8));
        FunctionRuntime runtime = Guests.runtime(way);
        FunctionInstance guest =
                Guests.instance(Guests.prepared(runtime, module, Limits.DEFAULT), host);
        runtime.close();
        List<String> outcomes = new ArrayList<>();
        outcomes.add(text(guest.init(Optional.empty(), Optional.empty())));
        for (String message : MESSAGES) {
            byte[] payload = message.getBytes(StandardCharsets.UTF_8);
            outcomes.add(text(guest.call(ScriptedHost.SELF, payload.clone())));
            outcomes.add(text(guest.cast(ScriptedHost.SELF, payload)));
        }
        outcomes.add(text(guest.stop()));
        outcomes.addAll(host.asked);
        return outcomes;
    }

    private static String text(Outcome outcome) {
        return outcome instanceof Outcome.Reply(byte[] reply)
                ? HexFormat.of().formatHex(reply)
                : outcome.toString();
    }
}
