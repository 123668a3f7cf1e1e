package io.edgeless.node.agent;

import io.edgeless.api.model.Refusal;

import java.util.ArrayList;
import java.util.List;

/// Collects what one step leads to.
final class Out {

    final List<AgentRecord> records = new ArrayList<>();
    final List<AgentEffect> effects = new ArrayList<>();

    void answer(long ticket, AgentAnswer answer) {
        effects.add(new AgentEffect.Answer(ticket, answer));
    }

    void refuse(long ticket, String detail) {
        answer(ticket, new AgentAnswer.Refused(Refusal.of("Instance not started", detail)));
    }

    void done(List<Long> tickets) {
        tickets.forEach(ticket -> answer(ticket, new AgentAnswer.Done()));
        tickets.clear();
    }
}
