package io.edgeless.process.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;

class LogSetupTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream standardError = System.err;

    @AfterEach
    void restore() throws IOException {
        System.setErr(standardError);
        MDC.clear();
        LogManager.getLogManager().readConfiguration();
    }

    private String logged(Map<String, String> environment, Runnable logging) {
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        LogSetup.configure(environment);
        logging.run();
        return written.toString(StandardCharsets.UTF_8);
    }

    private static void logAtEachLevel(String logger) {
        var log = LoggerFactory.getLogger(logger);
        log.trace("trace");
        log.debug("debug");
        log.info("info");
        log.warn("warn");
        log.error("error");
    }

    private static LogRecord record(String message) {
        var record = new LogRecord(Level.WARNING, message);
        record.setLoggerName("io.edgeless.node.Agent");
        record.setInstant(Instant.parse("2026-11-23T08:57:29.893387716Z"));
        return record;
    }

    @Test
    void text_isOneLineWithTimeLevelNameAndMessage() {
        assertThat(new LogLine.Text().format(record("hello")))
                .isEqualTo("2026-11-23T08:57:29.893Z WARN  Agent: hello\n");
    }

    @Test
    void text_cannotBeForgedByItsMessage() {
        assertThat(new LogLine.Text().format(record("a\nb\r\u001b[1mc\\")))
                .isEqualTo("2026-11-23T08:57:29.893Z WARN  Agent: a\\nb\\r\\u001b[1mc\\\\\n");
    }

    @Test
    void text_escapesWhatTerminalsObey() {
        assertThat(new LogLine.Text().format(record("\u007f\u009b31m\u2028\u202e\u0000é€")))
                .endsWith("Agent: \\u007f\\u009b31m\\u2028\\u202e\\u0000é€\n");
    }

    @Test
    void context_cannotBeForged() {
        MDC.put("function", "f workflow=w2: \"x\"\n");

        assertThat(new LogLine.Text().format(record("workflow=w3")))
                .endsWith("Agent function=\"f workflow=w2: \\\"x\\\"\\n\": workflow=w3\n");
    }

    @Test
    void text_showsTheContextAndTheStackTraceIndented() {
        MDC.put("workflow", "w1");
        MDC.put("instance", "i1");
        LogRecord record = record("hello");
        record.setThrown(new IllegalStateException("why"));

        assertThat(new LogLine.Text().format(record).lines())
                .startsWith(
                        "2026-11-23T08:57:29.893Z WARN  Agent instance=i1 workflow=w1: hello",
                        "    java.lang.IllegalStateException: why")
                .allSatisfy(line -> assertThat(line).matches("2026.*|    .*"));
    }

    @Test
    void json_isOneObjectOnOneLine() {
        MDC.put("workflow", "w1");
        LogRecord record = record("say \"hi\"\n");
        record.setThrown(new IllegalStateException("why"));

        assertThat(new LogLine.Json().format(record))
                .startsWith(
                        "{\"time\":\"2026-11-23T08:57:29.893Z\",\"level\":\"WARN\","
                                + "\"logger\":\"io.edgeless.node.Agent\","
                                + "\"message\":\"say \\\"hi\\\"\\n\",\"workflow\":\"w1\","
                                + "\"error\":\"java.lang.IllegalStateException: why\\n")
                .endsWith("\"}\n")
                .satisfies(line -> assertThat(line.lines()).hasSize(1));
    }

    @Test
    void byDefault_ourInfoAndOtherPeoplesWarningsAreShown() {
        String text =
                logged(
                        Map.of(),
                        () -> {
                            logAtEachLevel("io.edgeless.a.Ours");
                            logAtEachLevel("org.other.Theirs");
                            logAtEachLevel("io.grpc.Grpc");
                        });

        assertThat(text.lines().map(line -> line.substring(25)))
                .containsExactly(
                        "INFO  Ours: info",
                        "WARN  Ours: warn",
                        "ERROR Ours: error",
                        "WARN  Theirs: warn",
                        "ERROR Theirs: error",
                        "ERROR Grpc: error");
    }

    @Test
    void environment_setsLevelsAndFormat() {
        String text =
                logged(
                        Map.of(
                                "EDGELESS_LOG",
                                "error, io.edgeless.b=trace",
                                "EDGELESS_LOG_FORMAT",
                                "json"),
                        () -> {
                            logAtEachLevel("io.edgeless.a.Quiet");
                            logAtEachLevel("io.edgeless.b.Loud");
                        });

        assertThat(text.lines())
                .hasSize(6)
                .first()
                .asString()
                .contains("\"level\":\"ERROR\",\"logger\":\"io.edgeless.a.Quiet\"");
    }

    @Test
    void wrongValues_areReportedAndTheDefaultsHold() {
        String text =
                logged(
                        Map.of("EDGELESS_LOG", "loud", "EDGELESS_LOG_FORMAT", "xml"),
                        () -> logAtEachLevel("io.edgeless.a.Ours"));

        assertThat(text.lines())
                .hasSize(5)
                .anySatisfy(line -> assertThat(line).contains("text or json, but is xml"))
                .anySatisfy(line -> assertThat(line).endsWith("but holds loud"));
    }
}
