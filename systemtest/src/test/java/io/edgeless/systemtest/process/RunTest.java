package io.edgeless.systemtest.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.systemtest.cluster.FreePorts;
import io.edgeless.systemtest.cluster.HttpAnswer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The first command of the README, as a user gives it.
class RunTest {

    private static final int PORTS = 8;
    private static final String HOST = "edgeless-project.eu";
    private static final Pattern INGRESS = Pattern.compile("ingress +(http://\\S+)");

    @TempDir private Path folder;

    @Test
    void run_ofTheExample_answersRequestsAndShowsWhatItsFunctionsLog() throws IOException {
        try (var box =
                ProgramProcess.start(
                        folder,
                        "run",
                        example(),
                        "--first-port",
                        Integer.toString(FreePorts.block(PORTS)))) {
            box.awaitText("Ctrl-C stops everything");
            Matcher ingress = INGRESS.matcher(box.out());
            assertThat(ingress.find()).as(box.out()).isTrue();
            String url = ingress.group(1);

            assertThat(HttpAnswer.post(url, HOST, "{\"sensor\":\"t1\",\"value\":21.5}").status())
                    .isEqualTo(200);
            HttpAnswer refused = HttpAnswer.post(url, HOST, "{\"sensor\":\"t1\"}");

            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body()).contains("'value' is missing");
            await("the log of the second function")
                    .atMost(ProgramProcess.PATIENCE)
                    .until(() -> box.out().contains("sensor=t1 value=21.5 average=21.5 samples=1"));
            assertThat(box.err()).doesNotContain("warning", "WARN", "sensor=t1");
        }
    }

    private static String example() {
        return Path.of(System.getProperty("edgeless.home", ".."))
                .toAbsolutePath()
                .resolve("examples/http_processor/workflow.json")
                .toString();
    }
}
