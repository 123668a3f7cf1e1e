package io.edgeless.cli.workflow;

import io.edgeless.cli.workflow.Finding.Place;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where in a JSON text the values of JSON pointers stand. Reads only what leads to them. Belongs
/// to one thread.
final class JsonPlaces {

    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private final Set<String> wanted = new HashSet<>();
    private final Map<String, Place> found = new HashMap<>();
    private Optional<Place> broken = Optional.empty();

    private JsonPlaces() {}

    /// Reads the text as far as it is JSON; never throws.
    static JsonPlaces of(byte[] json, Set<String> pointers) {
        var places = new JsonPlaces();
        for (String pointer : pointers) {
            for (int end = pointer.length(); end > 0; end = pointer.lastIndexOf('/', end - 1)) {
                places.wanted.add(pointer.substring(0, end));
            }
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            places.read(parser);
        } catch (JacksonException e) {
            places.broken = Optional.ofNullable(e.getLocation()).map(JsonPlaces::place);
        }
        return places;
    }

    /// The place of the value, or of the innermost value around it when it is missing itself; where
    /// the text ends being JSON, for every pointer. Empty for the text as a whole.
    Optional<Place> find(String pointer) {
        if (broken.isPresent()) {
            return broken;
        }
        for (int end = pointer.length(); end > 0; end = pointer.lastIndexOf('/', end - 1)) {
            Place place = found.get(pointer.substring(0, end));
            if (place != null) {
                return Optional.of(place);
            }
        }
        return Optional.empty();
    }

    private void read(JsonParser parser) {
        if (parser.nextToken() != null) {
            value(parser, "");
            parser.nextToken();
        }
    }

    private void value(JsonParser parser, String pointer) {
        found.putIfAbsent(pointer, place(parser.currentTokenLocation()));
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                for (@Nullable String name = parser.nextName();
                        name != null;
                        name = parser.nextName()) {
                    parser.nextToken();
                    inner(parser, pointer + "/" + name.replace("~", "~0").replace("/", "~1"));
                }
            }
            case START_ARRAY -> {
                for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                    inner(parser, pointer + "/" + i);
                }
            }
            default -> {}
        }
    }

    private void inner(JsonParser parser, String pointer) {
        if (wanted.contains(pointer)) {
            value(parser, pointer);
        } else {
            parser.skipChildren();
        }
    }

    private static Place place(TokenStreamLocation location) {
        return new Place(location.getLineNr(), location.getColumnNr());
    }
}
