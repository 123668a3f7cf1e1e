package io.edgeless.systemtest.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.WorkflowId;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A workflow that shows whether its functions were restarted: a counter that lives in memory and
/// an average that lives in the stored state, both written to files of the node. Its HTTP ingress
/// takes readings.
final class Pipeline {

    private static final String FILE =
            """
            {
              "functions": [
                {"name": "count", "class_specification": {"id": "counter",
                  "function_type": "RUST_WASM", "version": "0.1",
                  "code": "HOME/functions/counter/counter.wasm", "outputs": ["output"]},
                  "output_mapping": {"output": "counts"}, "annotations": {}},
                {"name": "check", "class_specification": {"id": "http_processor",
                  "function_type": "RUST_WASM", "version": "0.1",
                  "code": "HOME/functions/http_processor/http_processor.wasm",
                  "outputs": ["success_cb", "failure_cb"]},
                  "output_mapping": {"success_cb": "average"}, "annotations": {}},
                {"name": "average", "class_specification": {"id": "http_processor_stage_2",
                  "function_type": "RUST_WASM", "version": "0.1",
                  "code": "HOME/functions/http_processor_stage_2/http_processor_stage_2.wasm",
                  "outputs": ["log"]},
                  "output_mapping": {"log": "averages"}, "annotations": {}}
              ],
              "resources": [
                {"name": "ingress", "class_type": "http-ingress",
                  "output_mapping": {"new_request": "check"},
                  "configurations": {"methods": "POST"}},
                {"name": "counts", "class_type": "file-log", "output_mapping": {},
                  "configurations": {"filename": "counts.log"}},
                {"name": "averages", "class_type": "file-log", "output_mapping": {},
                  "configurations": {"filename": "averages.log"}}
              ],
              "annotations": {}
            }
            """;

    private final ProcessCluster cluster;
    private final WorkflowId id;
    private final HttpClient http = HttpClient.newHttpClient();

    private Pipeline(ProcessCluster cluster, WorkflowId id) {
        this.cluster = cluster;
        this.id = id;
    }

    /// Starts it as a user does.
    static Pipeline start(ProcessCluster cluster) throws IOException {
        Path home = Path.of(System.getProperty("edgeless.home", "..")).toAbsolutePath();
        Path file = cluster.folder().resolve("pipeline.json");
        Files.writeString(file, FILE.replace("HOME", home.toString()));
        ProgramProcess client = cluster.client("workflow", "start", file.toString());
        assertThat(client.awaitExit()).as("%s", client).isZero();
        return new Pipeline(cluster, WorkflowId.parse(client.out().strip()).orElseThrow());
    }

    WorkflowId id() {
        return id;
    }

    /// Sends a reading and returns the status code of the answer; 0 when there was none.
    int post() {
        URI ingress = URI.create("http://127.0.0.1:" + cluster.port("7008") + "/");
        HttpRequest request =
                HttpRequest.newBuilder(ingress)
                        .timeout(Duration.ofSeconds(10))
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"sensor\":\"t1\",\"value\":20}"))
                        .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// How far the counter is; 0 before its first step.
    int count() {
        return lines("counts.log").stream().map(Integer::parseInt).reduce(0, (_, last) -> last);
    }

    /// Of how many readings each average was made, the first one first.
    List<Integer> samples() {
        return lines("averages.log").stream()
                .map(line -> Integer.parseInt(line.replaceAll(".*samples=", "")))
                .toList();
    }

    private List<String> lines(String name) {
        try {
            Path file = cluster.folder().resolve(name);
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
