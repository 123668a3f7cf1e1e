package io.edgeless.resource.builtin.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/// Carries the requests of functions to HTTP servers. Follows redirects itself, because each target
/// has to be allowed; the client of the JDK takes the addresses for a host from the same cache as
/// the check just before. Safe for concurrent use; closed by the provider.
final class EgressClient implements AutoCloseable {

    /// As many as v1.2 follows.
    private static final int REDIRECTS_MAX = 10;

    private static final Set<String> CREDENTIALS =
            Set.of("authorization", "cookie", "proxy-authorization");

    private final HttpEgressSettings settings;
    private final ReentrantLock lock = new ReentrantLock();

    /// Made for the first request: it brings a thread and takes a tenth of a second.
    @GuardedBy("lock")
    private Optional<HttpClient> client = Optional.empty();

    EgressClient(HttpEgressSettings settings) {
        this.settings = settings;
    }

    /// Waits for the answer, no longer than the settings allow.
    Egress send(RequestMessage request) {
        var task = new FutureTask<>(() -> follow(request));
        Thread.ofVirtual().name("http-egress").start(task);
        try {
            return task.get(settings.within().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            return late();
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            return new Egress.Failed(EgressMetric.Result.LATE, "the node is stopping");
        } catch (ExecutionException e) {
            return failed(EgressMetric.Result.UNREACHABLE, "the request failed: " + e.getCause());
        }
    }

    private Egress late() {
        return failed(
                EgressMetric.Result.LATE,
                "the server did not answer within " + settings.within().toSeconds() + " s");
    }

    private Egress follow(RequestMessage first) throws InterruptedException {
        RequestMessage request = first;
        Optional<EgressTarget> target = EgressTarget.of(first);
        for (int hops = 0; target.isPresent() && hops <= REDIRECTS_MAX; hops++) {
            EgressTarget now = target.get();
            switch (step(now, request)) {
                case End(Egress end) -> {
                    return end;
                }
                case Redirect redirect -> {
                    target = now.redirected(redirect.location());
                    request = redirected(request, redirect.status(), now, target);
                }
            }
        }
        return target.isPresent()
                ? failed(
                        EgressMetric.Result.UNREACHABLE,
                        "the server redirected more than " + REDIRECTS_MAX + " times")
                : failed(
                        EgressMetric.Result.MALFORMED,
                        "host and path, or a redirect, are no HTTP URL");
    }

    /// What asking one target led to.
    private sealed interface Step {}

    private record End(Egress egress) implements Step {}

    private record Redirect(int status, String location) implements Step {}

    private Step step(EgressTarget target, RequestMessage request) throws InterruptedException {
        Optional<Egress> refusal = refusal(target);
        if (refusal.isPresent()) {
            return new End(refusal.get());
        }
        try {
            HttpRequest asked = httpRequest(target, request);
            HttpResponse<InputStream> response =
                    http().send(asked, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                Optional<String> location = location(response);
                return location.isPresent()
                        ? new Redirect(response.statusCode(), location.get())
                        : new End(answered(response, body));
            }
        } catch (IOException e) {
            return new End(unreachable(target, e));
        }
    }

    private Egress answered(HttpResponse<?> response, InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(settings.bodyBytesMax() + 1);
        if (bytes.length > settings.bodyBytesMax()) {
            return failed(
                    EgressMetric.Result.TOO_LARGE,
                    "the response has more than " + settings.bodyBytesMax() + " bytes");
        }
        return new Egress.Answered(
                new ResponseMessage(
                        response.statusCode(),
                        Optional.of(bytes),
                        HeaderText.flat(response.headers().map())));
    }

    private Optional<Egress> refusal(EgressTarget target) {
        var addresses = target.addresses();
        if (addresses.isEmpty()) {
            return Optional.of(
                    failed(
                            EgressMetric.Result.UNREACHABLE,
                            "the host " + target.host() + " is not known"));
        }
        return settings.policy()
                .refusal(target.host(), target.port(), addresses)
                .map(reason -> failed(EgressMetric.Result.DENIED, reason));
    }

    private Egress unreachable(EgressTarget target, IOException e) {
        String what = target.host() + " port " + target.port();
        if (e instanceof HttpConnectTimeoutException) {
            return failed(
                    EgressMetric.Result.LATE,
                    what
                            + " did not take the connection within "
                            + settings.connectWithin().toSeconds()
                            + " s");
        }
        return failed(EgressMetric.Result.UNREACHABLE, what + " cannot be asked: " + e);
    }

    private static Egress failed(EgressMetric.Result result, String reason) {
        return new Egress.Failed(result, reason);
    }

    private static HttpRequest httpRequest(EgressTarget target, RequestMessage request) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(target.uri());
        byte[] body = request.body().orElse(new byte[0]);
        builder.method(
                request.method().name(),
                body.length == 0
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(body));
        // As v1.2 asks when the function does not say what it takes.
        builder.setHeader("accept", "*/*");
        boolean hasOwnHost = false;
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (HeaderText.mayPass(name, header.getValue())) {
                hasOwnHost |= isAdded(builder, name, header.getValue()) && name.equals("host");
            }
        }
        // Version 2 has no header for a host other than that of the URL; without TLS it would have
        // to be asked for in a way that not every server understands.
        return builder.version(
                        target.isSecure() && !hasOwnHost
                                ? HttpClient.Version.HTTP_2
                                : HttpClient.Version.HTTP_1_1)
                .build();
    }

    /// The JDK's client sets some headers itself and, unless told so when the JVM starts, lets
    /// nobody change them.
    private static boolean isAdded(HttpRequest.Builder builder, String name, String value) {
        try {
            builder.setHeader(name, value);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Optional<String> location(HttpResponse<?> response) {
        return switch (response.statusCode()) {
            case 301, 302, 303, 307, 308 -> response.headers().firstValue("location");
            default -> Optional.empty();
        };
    }

    /// The request for the next target. As browsers do, all but 307 and 308 make it a GET; to
    /// another server go no credentials and no Host header.
    private static RequestMessage redirected(
            RequestMessage request, int status, EgressTarget from, Optional<EgressTarget> to) {
        boolean isKept = status == 307 || status == 308 || request.method() == Method.HEAD;
        Map<String, String> headers = new LinkedHashMap<>(request.headers());
        if (!isKept) {
            headers.keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).startsWith("content-"));
        }
        if (to.filter(from::isSameOrigin).isEmpty()) {
            headers.keySet().removeIf(EgressClient::isOnlyForOneServer);
        }
        return new RequestMessage(
                isKept ? request.method() : Method.GET,
                request.protocol(),
                request.host(),
                request.path(),
                isKept ? request.body() : Optional.empty(),
                headers);
    }

    private static boolean isOnlyForOneServer(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return CREDENTIALS.contains(name) || name.equals("host");
    }

    private HttpClient http() {
        lock.lock();
        try {
            HttpClient made = client.orElseGet(this::newClient);
            client = Optional.of(made);
            return made;
        } finally {
            lock.unlock();
        }
    }

    private HttpClient newClient() {
        return HttpClient.newBuilder()
                .connectTimeout(settings.connectWithin())
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            client.ifPresent(HttpClient::shutdownNow);
            client = Optional.empty();
        } finally {
            lock.unlock();
        }
    }
}
