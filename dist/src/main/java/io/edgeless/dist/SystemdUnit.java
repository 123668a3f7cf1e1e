package io.edgeless.dist;

/// The systemd unit of a program that is unpacked in `/opt/edgeless` and configured in
/// `/etc/edgeless`.
///
/// @param program what it runs
record SystemdUnit(Program program) {

    String name() {
        return "edgeless-" + program.name() + ".service";
    }

    /// It may write in its state folder only. `MemoryDenyWriteExecute` cannot be among the options:
    /// the JVM compiles while it runs.
    String text() {
        return """
        [Unit]
        Description=EDGELESS %1$s: %2$s
        Documentation=file:///opt/edgeless/docs/operations.md
        Wants=network-online.target
        After=network-online.target

        [Service]
        Type=simple
        ExecStart=/opt/edgeless/edgeless %1$s -c /etc/edgeless/%3$s
        # Data, and tls_config.toml if there is one, are here: /var/lib/edgeless-%1$s
        StateDirectory=edgeless-%1$s
        StateDirectoryMode=0700
        WorkingDirectory=%%S/edgeless-%1$s
        DynamicUser=yes
        Restart=on-failure
        RestartSec=2
        TimeoutStopSec=30
        LimitNOFILE=65536
        UMask=0077
        NoNewPrivileges=yes
        CapabilityBoundingSet=
        ProtectSystem=strict
        ProtectHome=yes
        PrivateTmp=yes
        PrivateDevices=yes
        ProtectClock=yes
        ProtectHostname=yes
        ProtectKernelLogs=yes
        ProtectKernelModules=yes
        ProtectKernelTunables=yes
        ProtectControlGroups=yes
        LockPersonality=yes
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
        SystemCallArchitectures=native

        [Install]
        WantedBy=multi-user.target
        """
                .formatted(program.name(), program.description(), program.file());
    }
}
