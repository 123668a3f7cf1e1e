package io.edgeless.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeless.process.lifecycle.StartupException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

class PortsTest {

    @Test
    void usual_isTheOneOfTheReadme() {
        var ports = new Ports(7001);

        assertThat(ports.controllerUrl()).isEqualTo("http://127.0.0.1:7001");
        assertThat(ports.nodeRegisterUrl()).isEqualTo("http://127.0.0.1:7004");
        assertThat(ports.firstNode()).isEqualTo(7005);
        assertThat(ports.isUsual()).isTrue();
    }

    @Test
    void after_skipsBlocksWithAPortInUse() throws IOException {
        try (var used = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int block = used.getLocalPort() - 1;

            assertThat(Ports.after(block - 4))
                    .isGreaterThan(block)
                    .satisfies(next -> assertThat((next - block) % 4).isZero());
        }
    }

    @Test
    void after_theLast_isAComplaint() {
        assertThatThrownBy(() -> Ports.after(65_530))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("--nodes");
    }
}
