package io.edgeless.api.model;

import java.util.Optional;

/// Why a request was not carried out: what was wrong, and where or what to do about it.
public record Refusal(String summary, Optional<String> detail) {

    public static Refusal of(String summary) {
        return new Refusal(summary, Optional.empty());
    }

    public static Refusal of(String summary, String detail) {
        return new Refusal(summary, Optional.of(detail));
    }

    /// One line for people: the summary and, in brackets, the detail.
    public String text() {
        return detail.map(d -> summary + " (" + d + ")").orElse(summary);
    }
}
