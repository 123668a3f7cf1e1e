package io.edgeless.bench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class ScheduleTest {

    @Test
    void share_startsTakeTime_allEndInTime() {
        Schedule schedule = new Schedule(Duration.ofMinutes(10), 10);
        Duration total = Duration.ZERO;
        for (int i = 0; i < 10; i++) {
            Duration share = schedule.share();
            Duration took = share.plusSeconds(20);
            schedule.ran(share, took);
            total = total.plus(took);
        }
        assertThat(total)
                .isBetween(
                        Duration.ofMinutes(10).minusSeconds(1),
                        Duration.ofMinutes(10).plusSeconds(1));
    }

    @Test
    void share_targetEndedEarly_goesToTheOthers() {
        Schedule schedule = new Schedule(Duration.ofMinutes(2), 2);
        schedule.ran(schedule.share(), Duration.ofSeconds(10));
        assertThat(schedule.share()).isEqualTo(Duration.ofSeconds(110));
    }

    @Test
    void share_tooLittleTime_isTheLeastThatFindsSomething() {
        Schedule schedule = new Schedule(Duration.ofSeconds(6), 3);
        assertThat(schedule.share()).isEqualTo(Schedule.SHARE_MIN);
        schedule.ran(schedule.share(), Duration.ofMinutes(1));
        assertThat(schedule.share()).isEqualTo(Schedule.SHARE_MIN);
    }
}
