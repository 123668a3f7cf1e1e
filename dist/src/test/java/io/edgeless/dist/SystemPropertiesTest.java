package io.edgeless.dist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Properties;

class SystemPropertiesTest {

    private static String carriers(int cores) {
        var properties = new Properties();
        SystemProperties.set(properties, cores);
        return properties.getProperty("jdk.virtualThreadScheduler.parallelism", "");
    }

    @Test
    void carriers_areFourPerCoreButAtLeastEight() {
        assertThat(carriers(1)).isEqualTo("8");
        assertThat(carriers(2)).isEqualTo("8");
        assertThat(carriers(16)).isEqualTo("64");
    }

    @Test
    void commandLine_wins() {
        var properties = new Properties();
        properties.setProperty("sun.net.httpserver.idleInterval", "7");

        SystemProperties.set(properties, 2);

        assertThat(properties)
                .containsEntry("sun.net.httpserver.idleInterval", "7")
                .containsEntry("jdk.httpclient.allowRestrictedHeaders", "host")
                .containsEntry("sun.net.httpserver.nodelay", "true");
    }
}
