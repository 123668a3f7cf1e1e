package io.edgeless.simulation;

import java.time.Duration;
import java.util.TreeSet;
import java.util.function.Consumer;

/// The network: every message takes its time, so that they overtake each other; some come twice,
/// some never, and some directions are cut. A message under way when its direction is cut is lost.
final class Links {

    private static final long MILLISECOND = Duration.ofMillis(1).toNanos();

    /// A lost message is noticed when the connection breaks, at the latest by its keep-alive.
    private static final long NOTICED_MIN = 100 * MILLISECOND;

    private static final long NOTICED_MAX = 25_000 * MILLISECOND;
    private static final long DELAY_MIN = MILLISECOND / 5;
    private static final long DELAY_MAX = 5 * MILLISECOND;
    private static final long LATE_MIN = 5_000 * MILLISECOND;
    private static final long LATE_MAX = 20_000 * MILLISECOND;

    private final Scheduler scheduler;
    private final Dice dice;
    private final TreeSet<String> cuts = new TreeSet<>();

    int lostPermille;
    int twicePermille;

    /// In permille of the messages; these take up to some seconds.
    int slowPermille;

    /// In permille of the messages; these take longer than most deadlines.
    int latePermille;

    Links(Scheduler scheduler, Dice dice) {
        this.scheduler = scheduler;
        this.dice = dice;
    }

    private static String direction(Part from, Part to) {
        return from.name() + ">" + to.name();
    }

    void cut(Part from, Part to) {
        cuts.add(direction(from, to));
    }

    void mend(Part from, Part to) {
        cuts.remove(direction(from, to));
    }

    /// From now on every message arrives soon.
    void heal() {
        cuts.clear();
        lostPermille = 0;
        twicePermille = 0;
        slowPermille = 0;
        latePermille = 0;
    }

    private boolean isCut(Part from, Part to) {
        return !cuts.isEmpty() && cuts.contains(direction(from, to));
    }

    /// Sends a message, perhaps twice.
    ///
    /// @param arrival runs when it arrives
    /// @param loss runs when it is known that it does not
    void send(Part from, Part to, Runnable arrival, Runnable loss) {
        if (isCut(from, to) || dice.permille(lostPermille)) {
            loss.run();
            return;
        }
        Runnable arriving =
                () -> {
                    if (isCut(from, to)) {
                        loss.run();
                    } else {
                        arrival.run();
                    }
                };
        scheduler.after(delay(), arriving);
        if (dice.permille(twicePermille)) {
            scheduler.after(delay() + delay(), arriving);
        }
    }

    private long delay() {
        if (dice.permille(latePermille)) {
            return dice.between(LATE_MIN, LATE_MAX);
        }
        return dice.permille(slowPermille)
                ? dice.between(DELAY_MAX, 3_000 * MILLISECOND)
                : dice.between(DELAY_MIN, DELAY_MAX);
    }

    /// How long it takes until a loss is noticed.
    long noticed() {
        return dice.between(NOTICED_MIN, dice.isHeads() ? NOTICED_MAX : 10 * NOTICED_MIN);
    }

    /// A remote call, which ends with exactly one answer as long as its caller lives.
    ///
    /// @param request called at the callee; whatever it is given is sent back
    /// @param done called at the caller
    <A> void call(
            Part caller,
            Part callee,
            Duration deadline,
            Consumer<Consumer<Answer<A>>> request,
            Consumer<Answer<A>> done) {
        new Call<>(this, caller, callee, new Call.Ends<>(request, done)).begin(deadline);
    }
}
