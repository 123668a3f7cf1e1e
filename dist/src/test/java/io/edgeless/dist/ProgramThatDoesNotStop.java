package io.edgeless.dist;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// A process for tests: has a part whose close takes for ever, and gives a stop so many seconds.
final class ProgramThatDoesNotStop {

    private ProgramThatDoesNotStop() {}

    public static void main(String[] arguments) throws InterruptedException {
        Lifetime lifetime = new Lifetime(Duration.ofSeconds(Integer.parseInt(arguments[0])));
        lifetime.listen();
        lifetime.start(() ->
                () -> {
                    System.out.println("closing");
                    new CountDownLatch(1).await();
                });
        System.out.println("started");
        lifetime.untilFailed();
    }
}
