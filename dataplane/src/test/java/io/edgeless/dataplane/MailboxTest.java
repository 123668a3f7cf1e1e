package io.edgeless.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.Event;
import io.edgeless.api.model.EventContext;
import io.edgeless.api.model.EventKind;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

class MailboxTest {

    private static final InstanceId SOMEBODY =
            new InstanceId(new NodeId(UUID.randomUUID()), TestPlane.freshId());

    private static Envelope envelope(long number, int size) {
        return Envelope.cast(
                new Event(
                        SOMEBODY,
                        SOMEBODY,
                        EventKind.CAST,
                        number,
                        new byte[size],
                        EventContext.NONE));
    }

    private static long numberOf(Envelope envelope) {
        return envelope.event().streamId();
    }

    @Test
    void poll_returnsEventsInTheirOrder() {
        Mailbox mailbox = new Mailbox(10, 1_000);
        for (int i = 0; i < 5; i++) {
            assertThat(mailbox.offer(envelope(i, 1))).isTrue();
        }

        assertThat(drain(mailbox)).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(mailbox.poll()).isNull();
        assertThat(mailbox.isEmpty()).isTrue();
    }

    private static List<Long> drain(Mailbox mailbox) {
        List<Long> numbers = new ArrayList<>();
        for (Envelope next = mailbox.poll(); next != null; next = mailbox.poll()) {
            numbers.add(numberOf(next));
            next.clear();
        }
        return numbers;
    }

    @Test
    void offer_beyondTheEvents_isRefusedUntilOneIsTaken() {
        Mailbox mailbox = new Mailbox(2, 1_000);
        assertThat(mailbox.offer(envelope(1, 1))).isTrue();
        assertThat(mailbox.offer(envelope(2, 1))).isTrue();
        Envelope third = envelope(3, 1);

        assertThat(mailbox.offer(third)).isFalse();
        assertThat(mailbox.size()).isEqualTo(2);
        assertThat(mailbox.bytes()).isEqualTo(2);
        assertThat(mailbox.poll()).isNotNull();
        assertThat(mailbox.offer(third)).isTrue();
        assertThat(drain(mailbox)).containsExactly(2L, 3L);
    }

    @Test
    void offer_beyondTheBytes_isRefusedUntilThereIsRoom() {
        Mailbox mailbox = new Mailbox(100, 10);
        assertThat(mailbox.offer(envelope(1, 6))).isTrue();

        assertThat(mailbox.offer(envelope(2, 5))).isFalse();
        assertThat(mailbox.offer(envelope(3, 4))).isTrue();
        assertThat(mailbox.offer(envelope(4, 1))).isFalse();
        assertThat(mailbox.poll()).isNotNull();
        assertThat(mailbox.offer(envelope(5, 6))).isTrue();
        assertThat(mailbox.offer(envelope(6, 11))).isFalse();
    }

    @Test
    void isEmpty_withAnEventInside_isFalse() {
        Mailbox mailbox = new Mailbox(2, 10);
        assertThat(mailbox.isEmpty()).isTrue();
        assertThat(mailbox.offer(envelope(1, 1))).isTrue();
        assertThat(mailbox.isEmpty()).isFalse();
        assertThat(mailbox.poll()).isNotNull();
        assertThat(mailbox.isEmpty()).isTrue();
        assertThat(mailbox.size()).isZero();
    }

    @Test
    void envelope_afterItWasCleared_holdsNoPayload() {
        Envelope envelope = envelope(1, 1);
        envelope.clear();
        assertThatIllegalStateException().isThrownBy(envelope::event);
    }

    @Test
    void offers_ofManyThreadsAgainstOneTaker_keepEachSendersOrderAndTheBound() throws Exception {
        int senders = 4;
        int each = 25_000;
        int bound = 64;
        Mailbox mailbox = new Mailbox(bound, 1 << 20);
        AtomicInteger overBound = new AtomicInteger();
        AtomicIntegerArray refused = new AtomicIntegerArray(senders);
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int s = 0; s < senders; s++) {
            int sender = s;
            threads.add(
                    Thread.ofPlatform().start(() -> send(mailbox, sender, each, start, refused)));
        }

        long[] last = new long[senders];
        long taken = 0;
        long outOfOrder = 0;
        start.countDown();
        while (taken < (long) senders * each) {
            if (mailbox.size() > bound) {
                overBound.incrementAndGet();
            }
            Envelope next = mailbox.poll();
            if (next == null) {
                Thread.onSpinWait();
                continue;
            }
            int sender = (int) (numberOf(next) >>> 32);
            long number = numberOf(next) & 0xffff_ffffL;
            outOfOrder += number == last[sender] + 1 ? 0 : 1;
            last[sender] = number;
            next.clear();
            taken++;
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(outOfOrder).isZero();
        assertThat(overBound).hasValue(0);
        assertThat(mailbox.size()).isZero();
        assertThat(mailbox.poll()).isNull();
    }

    private static void send(
            Mailbox mailbox,
            int sender,
            int count,
            CountDownLatch start,
            AtomicIntegerArray refused) {
        try {
            start.await();
        } catch (InterruptedException e) {
            return;
        }
        for (long i = 1; i <= count; i++) {
            Envelope envelope = envelope(((long) sender << 32) | i, 1);
            while (!mailbox.offer(envelope)) {
                refused.incrementAndGet(sender);
                Thread.onSpinWait();
            }
        }
    }
}
