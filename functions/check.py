#!/usr/bin/env python3
"""Runs the built functions in another engine (pip install wasmtime) and checks their interface and behaviour.

    functions/check.py            all of them
    functions/check.py ping trap  only these

A Guest below does what a node does: it provides the eight imports, and calls the exports in a node's order.
"""

import json
import struct
import sys
from pathlib import Path

from wasmtime import Config, Engine, Func, FuncType, Linker, Module, Store, Trap, ValType, WasmtimeError

HERE = Path(__file__).parent
I32, I64 = ValType.i32(), ValType.i64()
NO_REPLY, REPLY, ERROR = 0, 1, 2
SELF = (bytes(range(16)), bytes(range(16, 32)))
SOURCE = (bytes(range(100, 116)), bytes(range(116, 132)))
IMPORTS = {
    "cast_raw_asm": "iiii->", "cast_asm": "iiii->", "call_raw_asm": "iiiiii->i", "call_asm": "iiiiii->i",
    "telemetry_log_asm": "iiiii->", "slf_asm": "ii->", "delayed_cast_asm": "Iiiii->", "sync_asm": "ii->",
}
EXPORTS = {
    "edgeless_mem_alloc": "i->i", "edgeless_mem_free": "ii->", "edgeless_mem_clear": "->",
    "handle_init_asm": "iiii->", "handle_cast_asm": "iiii->", "handle_call_asm": "iiiiii->i", "handle_stop_asm": "->",
}
TRAPS = (Trap, WasmtimeError)
FUEL = 200_000_000


def signature(kind):
    letters = lambda types: "".join({"i32": "i", "i64": "I"}.get(str(t), "?") for t in types)
    return letters(kind.params) + "->" + letters(kind.results)


class Guest:
    """One instance. `events` collects what it does; `answers` maps an alias to what a call to it returns."""

    def __init__(self, name, answers=None, memory_max=64 << 20):
        config = Config()
        config.consume_fuel = True
        self.store = Store(Engine(config))
        self.store.set_limits(memory_size=memory_max)
        self.store.set_fuel(FUEL)
        self.answers, self.events = answers or {}, []
        folder = HERE / name if (HERE / name).is_dir() else HERE / "test"
        path = next(p for p in (folder / f"{name}.wasm", HERE / "test" / name / f"{name}.wasm") if p.exists())
        self.module = Module.from_file(self.store.engine, str(path))
        self.check_interface(name)
        linker = Linker(self.store.engine)
        for import_name, types in IMPORTS.items():
            params, results = types.split("->")
            kind = FuncType([{"i": I32, "I": I64}[c] for c in params], [I32] * len(results))
            linker.define(self.store, "env", import_name, Func(self.store, kind, getattr(self, "on_" + import_name)))
        self.exports = linker.instantiate(self.store, self.module).exports(self.store)
        self.memory = self.exports["memory"]

    def check_interface(self, name):
        for imported in self.module.imports:
            assert imported.module == "env", (name, imported.module)
            assert signature(imported.type) == IMPORTS[imported.name], (name, imported.name)
        exports = {e.name: e.type for e in self.module.exports}
        for export, types in EXPORTS.items():
            assert signature(exports.pop(export)) == types, (name, export)
        memory = exports.pop("memory")
        assert memory.limits.min <= 4 and memory.limits.max is None, (name, memory.limits)
        assert set(exports) <= {"__data_end", "__heap_base"}, (name, exports)

    # What the guest calls.

    def read(self, address, length):
        address, length = address & 0xFFFFFFFF, length & 0xFFFFFFFF
        if address + length > self.memory.data_len(self.store):
            raise WasmtimeError("address outside of the memory")
        return bytes(self.memory.read(self.store, address, address + length))

    def write(self, address, data):
        self.read(address, len(data))
        self.memory.write(self.store, data, address & 0xFFFFFFFF)

    def text(self, address, length):
        return self.read(address, length).decode()

    def on_cast_asm(self, target, target_len, data, length):
        self.events.append(("cast", self.text(target, target_len), self.text(data, length)))

    def on_cast_raw_asm(self, node, component, data, length):
        self.events.append(("cast_raw", (self.read(node, 16), self.read(component, 16)), self.text(data, length)))

    def on_delayed_cast_asm(self, delay, target, target_len, data, length):
        self.events.append(("delayed", delay, self.text(target, target_len), self.text(data, length)))

    def on_call_asm(self, target, target_len, data, length, out_ptr, out_len):
        alias, message = self.text(target, target_len), self.text(data, length)
        self.events.append(("call", alias, message))
        return self.answer(self.answers.get(alias, ERROR), out_ptr, out_len)

    def on_call_raw_asm(self, node, component, data, length, out_ptr, out_len):
        target = self.read(node, 16), self.read(component, 16)
        self.events.append(("call_raw", target, self.text(data, length)))
        return self.answer(self.answers.get(target, ERROR), out_ptr, out_len)

    def answer(self, answer, out_ptr, out_len):
        if isinstance(answer, int):
            return answer
        address = self.exports["edgeless_mem_alloc"](self.store, len(answer))
        self.write(address, answer)
        self.write(out_ptr, struct.pack("<i", address))
        self.write(out_len, struct.pack("<i", len(answer)))
        return REPLY

    def on_telemetry_log_asm(self, level, target, target_len, data, length):
        self.events.append(("log", level, self.text(target, target_len), self.text(data, length)))

    def on_slf_asm(self, node, component):
        self.write(node, SELF[0])
        self.write(component, SELF[1])

    def on_sync_asm(self, data, length):
        self.events.append(("sync", self.text(data, length)))

    # What a node calls.

    def run(self, export, *args):
        return self.exports[export](self.store, *args)

    def lend(self, data):
        address = self.run("edgeless_mem_alloc", len(data))
        assert address != 0
        self.write(address, data)
        return address, len(data)

    def free(self, address, length):
        if length > 0:
            self.run("edgeless_mem_free", address, length)

    def take_events(self):
        events, self.events = self.events, []
        return events

    def init(self, payload=None, state=None):
        inputs = [(0, 0) if text is None else self.lend(text.encode()) for text in (payload, state)]
        self.run("handle_init_asm", *inputs[0], *inputs[1])
        for one in inputs:
            self.free(*one)
        return self.take_events()

    def cast(self, message, source=SOURCE):
        self.run("edgeless_mem_clear")
        component, node, data = self.lend(source[1]), self.lend(source[0]), self.lend(message.encode())
        self.run("handle_cast_asm", node[0], component[0], *data)
        for one in component, node, data:
            self.free(*one)
        return self.take_events()

    def call(self, message, source=SOURCE):
        """The reply's bytes, NO_REPLY or ERROR."""
        self.run("edgeless_mem_clear")
        component, node, data = self.lend(source[1]), self.lend(source[0]), self.lend(message.encode())
        out_ptr, out_len = self.lend(b"\xaa" * 4), self.lend(b"\xaa" * 4)
        code = self.run("handle_call_asm", node[0], component[0], *data, out_ptr[0], out_len[0])
        reply = code
        if code == REPLY:
            reply = self.read(*(struct.unpack("<I", self.read(at, 4))[0] for at in (out_ptr[0], out_len[0])))
        for one in component, node, out_ptr, out_len, data:
            self.free(*one)
        return reply

    def stop(self):
        self.run("edgeless_mem_clear")
        self.run("handle_stop_asm")
        return self.take_events()

    def traps(self, action, *args):
        try:
            action(*args)
        except TRAPS:
            return True
        return False


def equal(expected, actual):
    assert expected == actual, f"expected {expected!r}, got {actual!r}"


def without_logs(events):
    return [event for event in events if event[0] != "log"]


def keeps_its_memory(guest, event, times=3000):
    """Many events must not take memory away for good."""
    for _ in range(50):
        event()
    pages = guest.memory.size(guest.store)
    for _ in range(times):
        guest.store.set_fuel(FUEL)
        event()
    equal(pages, guest.memory.size(guest.store))
    guest.take_events()


# One check per function.


def post(guest, body):
    request = {"method": "Post", "protocol": "Unknown", "host": "h:1", "path": "/", "headers": {"a": "b"}}
    if body is not None:
        request["body"] = list(body if isinstance(body, bytes) else body.encode())
    reply = json.loads(guest.call(json.dumps(request)))
    equal({"content-type": "application/json"}, reply["headers"])
    return reply["status"], bytes(reply["body"]).decode()


def check_http_processor():
    guest = Guest("http_processor")
    equal([], guest.init("anything"))
    equal((200, '{"accepted":true,"sensor":"t1","value":21.5}'), post(guest, ' {"value": 21.5, "sensor": "t1", "x": [1]}'))
    equal([("cast", "success_cb", '{"sensor":"t1","value":21.5}')], guest.take_events())
    for body, reason in {
        None: "missing", b"": "missing", b"\xff": "UTF-8", "hello": "object", "[1]": "object", '{"sensor":': "EOF",
        '{"value":1}': "'sensor' is missing", '{"sensor":"","value":1}': "empty", '{"sensor":7,"value":1}': "a string",
        '{"sensor":"%s","value":1}' % ("é" * 65): "longer than 64", '{"sensor":"a\\n","value":1}': "control",
        '{"sensor":"t1"}': "'value' is missing", '{"sensor":"t1","value":"1"}': "f64",
        '{"sensor":"t1","value":1e999}': "out of range", '{"sensor":"t1","value":1} x': "trailing",
    }.items():
        status, answer = post(guest, body)
        answer = json.loads(answer)
        equal((400, False), (status, answer["accepted"]))
        assert reason in answer["reason"], (body, answer)
        equal([("cast", "failure_cb", answer["reason"])], guest.take_events())
    equal(200, post(guest, '{"sensor":"%s","value":-3}' % ("é" * 64))[0])
    equal(ERROR, guest.call("not a request"))
    keeps_its_memory(guest, lambda: post(guest, '{"sensor":"t1","value":21.5}'), 500)
    guest.stop()


def reading(sensor, value):
    return json.dumps({"sensor": sensor, "value": value})


def check_http_processor_stage_2():
    guest = Guest("http_processor_stage_2")
    equal([], guest.init("window=3"))
    lines = []
    for value in (19, 21.5, 1, 2):
        synced, logged, sent = guest.cast(reading("t1", value))
        equal(logged[3], sent[2])
        equal(("log", 3, "http_processor_stage_2", "cast", "log"), logged[:3] + sent[:2])
        lines.append(sent[2])
    equal("sensor=t1 value=21.5 average=20.25 samples=2", lines[1])
    equal("sensor=t1 value=2.0 average=8.166666666666666 samples=3", lines[3])
    equal({"sensors": [{"sensor": "t1", "values": [21.5, 1.0, 2.0]}]}, json.loads(synced[1]))
    equal(["log"], [event[0] for event in guest.cast("nonsense")])
    equal(NO_REPLY, guest.call("x"))
    guest.stop()
    again = Guest("http_processor_stage_2")
    again.init("window=2", synced[1])
    equal("sensor=t1 value=4.0 average=3.0 samples=2", again.cast(reading("t1", 4))[-1][2])
    large = Guest("http_processor_stage_2")
    equal([("log", 2)], [event[:2] for event in large.init("window=0", json.dumps({"sensors": []}))])
    equal("sensor=t value=1.7e+308 average=1.7e+308 samples=1", large.cast(reading("t", 1.7e308))[-1][2])
    equal("sensor=t value=1.7e+308 average=1.7e+308 samples=2", large.cast(reading("t", 1.7e308))[-1][2])
    for number in range(1001):
        large.store.set_fuel(FUEL)
        events = large.cast(reading(f"s{number}", 1))
    sensors = [entry["sensor"] for entry in json.loads(events[0][1])["sensors"]]
    equal((1000, "s1", "s1000"), (len(sensors), sensors[0], sensors[-1]))
    broken = Guest("http_processor_stage_2")
    equal([("log", 2)], [event[:2] for event in broken.init(None, "{")])
    keeps_its_memory(broken, lambda: broken.cast(reading("t", 1)), 500)


def check_noop():
    guest = Guest("noop")
    equal([("log", 3, "noop", "init, payload 'p', state 's'")], guest.init("p", "s"))
    equal([("log", 3, "noop", "cast 'hé'")], guest.cast("hé"))
    equal(NO_REPLY, guest.call("x"))
    equal([("log", 3, "noop", "call 'x'"), ("log", 3, "noop", "stop")], guest.stop())
    equal([("log", 3, "noop", "init, payload '', state ''")], Guest("noop").init("", None))
    keeps_its_memory(guest, lambda: guest.cast(""))
    keeps_its_memory(guest, lambda: guest.cast("x" * 1000))


def check_ping():
    guest = Guest("ping", {"ponger": b"PONG"})
    wake_up, = guest.init()
    equal(("delayed", 1000, "self"), wake_up[:3])
    for number in range(2):
        again, synced, called, logged = guest.cast(wake_up[3])
        equal((wake_up, ("sync", '{"count":%d}' % (number + 1)), ("call", "ponger", f"PING-{number}")), (again, synced, called))
        assert "PONG" in logged[3]
    guest.answers["ponger"] = ERROR
    equal(1, guest.cast(wake_up[3])[-1][1])
    guest.answers["ponger"] = NO_REPLY
    equal(3, guest.cast(wake_up[3])[-1][1])
    guest.answers["ponger"] = b""
    equal(3, guest.cast(wake_up[3])[-1][1])
    equal(["log"], [event[0] for event in guest.cast("other")])
    guest.answers["ponger"] = b"PONG" * 100
    keeps_its_memory(guest, lambda: guest.cast(wake_up[3]))
    again = Guest("ping", {"ponger": b"PONG"})
    again.init("", '{"count":41}')
    equal(("call", "ponger", "PING-41"), again.cast(wake_up[3])[2])


def check_pong():
    guest = Guest("pong")
    guest.init()
    for _ in range(3):
        equal(b"PONG", guest.call("PING-1"))
    equal(["log"] * 4, [event[0] for event in guest.cast("x")])
    keeps_its_memory(guest, lambda: guest.call("x" * 30))


def check_ping_async():
    guest = Guest("ping_async")
    first, = guest.init()
    equal(("delayed", 10000, "self"), first[:3])
    equal([("delayed", 1000, "self", first[3]), ("cast", "ponger", "PING")], guest.cast(first[3]))
    equal([("log", 3, "ping_async", "received PONG2")], guest.cast("PONG2"))


def check_pong_async():
    guest = Guest("pong_async")
    guest.init()
    equal([("cast_raw", SOURCE, "PONG2")], without_logs(guest.cast("PING")))


def check_message_generator():
    guest = Guest("message_generator")
    equal([("cast", "self", "")], guest.init("period=250,message=good day"))
    start = "from node_id 00010203-0405-0607-0809-0a0b0c0d0e0f function_id 10111213-1415-1617-1819-1a1b1c1d1e1f"
    for number in range(2):
        equal([("delayed", 250, "self", ""), ("cast", "output", f"{start} [#{number}]: good day")], guest.cast(""))
    other = Guest("message_generator")
    equal([("cast", "self", "")], other.init())
    equal([("delayed", 1000, "self", ""), ("cast", "output", f"{start} [#0]: hello world")], other.cast(""))


def check_counter():
    guest = Guest("counter")
    equal([("cast", "self", "7")], guest.init("7"))
    equal([("cast", "output", "8"), ("delayed", 1000, "self", "8")], guest.cast("7"))
    assert guest.traps(guest.cast, "x")
    equal([("cast", "self", "0")], Guest("counter").init("x"))
    equal([("cast", "self", "0")], Guest("counter").init())


def check_arithmetic(name, results):
    guest = Guest(name)
    guest.init()
    for message, result in results.items():
        equal([("cast", "result", result)], guest.cast(message))
    for message in ("x", "", "1.5", "9999999999"):
        equal([("log", 2, name)], [event[:3] for event in guest.cast(message)])
    equal(NO_REPLY, guest.call("1"))
    keeps_its_memory(guest, lambda: guest.cast("1"))
    return guest


def check_incr():
    guest = check_arithmetic("incr", {"1": "2", "-1": "0", "-2147483648": "-2147483647", "2147483647": "-2147483648"})
    assert guest.traps(guest.cast, "1" * 33000), "the arena of a no_std guest has 32 KiB"


def check_double():
    check_arithmetic("double", {"21": "42", "-5": "-10"})


def check_c_echo():
    guest = Guest("c_echo")
    equal([("log", 3, "c_echo", "ready")], guest.init("p", "s"))
    equal([("cast", "output", "hé")], guest.cast("hé"))
    for message in ("hello", "", "x" * 100_000):
        equal(message.encode(), guest.call(message))
    keeps_its_memory(guest, lambda: (guest.call("x" * 5000), guest.cast("yz"), guest.cast("")))
    blocks = [guest.lend(bytes([n]) * (1 + 37 * n % 400)) for n in range(200)]
    for n in range(0, 200, 2):
        guest.free(*blocks[n])
    more = [guest.lend(bytes([n]) * (1 + 91 * n % 300)) for n in range(100)]
    for n, (address, length) in [(n, blocks[n]) for n in range(1, 200, 2)] + list(enumerate(more)):
        equal(bytes([n]) * length, guest.read(address, length))
    equal(0, guest.run("edgeless_mem_alloc", -1))
    equal(0, guest.run("edgeless_mem_alloc", 1 << 30))
    equal([], guest.stop())


def handlers(guest):
    return {"init": lambda: guest.init("elsewhere"), "cast": lambda: guest.cast("x"),
            "call": lambda: guest.call("x"), "stop": guest.stop}


def check_chosen(name):
    for chosen in ("init", "cast", "call", "stop"):
        guest = Guest(name)
        if chosen == "init":
            assert guest.traps(guest.init, "init")
            continue
        guest.init(chosen)
        for handler, run in handlers(guest).items():
            if handler != "init":
                guest.store.set_fuel(1_000_000)
                equal(handler == chosen, guest.traps(run))
                if handler == chosen:
                    break


def check_trap():
    check_chosen("trap")


def check_loop():
    check_chosen("loop")


def check_bad_pointer():
    for name in IMPORTS:
        for order in (name, name + ":out") if name.startswith("call") else (name,):
            guest = Guest("bad_pointer", {"out": b"answer", SELF: b"answer"})
            guest.init()
            assert guest.traps(guest.cast, order), order
    equal(["log"], [event[0] for event in Guest("bad_pointer").cast("none of them")])


def check_grow():
    guest = Guest("grow", memory_max=100 * 65536)
    guest.init()
    equal([("log", 3, "grow", "pages=100")], guest.cast("x"))


def check_recurse():
    guest = Guest("recurse")
    guest.init()
    equal([("log", 3, "recurse", "depth=100")], guest.cast("100"))
    assert guest.traps(guest.cast, "for ever")


def check_clock():
    guest = Guest("clock")
    tick = ("delayed", 20, "self", "tick")
    equal([tick], guest.init("2"))
    equal([tick, ("cast", "out", "1"), ("cast", "out", "2")], guest.cast("tick"))
    equal([tick, ("cast", "out", "3"), ("cast", "out", "4")], guest.cast("tick"))


def check_tally():
    guest = Guest("tally")
    equal([], guest.init("2", "10"))
    for memory in (2, 4):
        equal([], guest.cast("x"))
        equal([("sync", str(10 + memory)), ("cast", "log", f"{memory} {10 + memory}")], guest.cast("x"))


def check_flood():
    guest = Guest("flood")
    equal([], guest.init())
    for kind, event in {"logs": ("log", 3, "flood", "x"), "casts": ("cast", "out", "x"), "self": ("cast", "self", "x"),
                        "delayed": ("delayed", 1000, "out", "x")}.items():
        equal([event] * 1000, guest.cast(f"{kind}=1000"))
    equal([("sync", "x" * 300_000)], guest.cast("state=300000"))
    equal([("cast", "out", "x" * 300_000)], guest.cast("payload=300000"))
    equal([("cast", "out", "x")] * 3, Guest("flood").init("casts=3"))
    for ignored in ("x", "", "casts", "casts=", "casts=-1", "other=5"):
        equal([], guest.cast(ignored))


def check_init_cast():
    for answer, logged in {ERROR: "error", NO_REPLY: "no reply", b"hello": "reply hello"}.items():
        guest = Guest("init_cast", {"out": answer})
        equal([("cast", "out", "early-1"), ("cast", "out", "early-2"), ("call", "out", "early-call"),
               ("log", 3, "init_cast", f"call: {logged}")], guest.init())
    equal([("cast", "out", "late")], guest.cast("late"))


def check_relay():
    guest = Guest("relay", {"out": b"answer"})
    guest.init()
    equal([("cast", "out", "hé")], guest.cast("hé"))
    equal(b"answer", guest.call("question"))
    guest.answers["out"] = b""
    equal(b"", guest.call("question"))
    keeps_its_memory(guest, lambda: guest.call("question"))
    for code in (NO_REPLY, ERROR):
        guest.answers["out"] = code
        equal(code, guest.call("question"))
    equal(("call", "out", "question"), guest.take_events()[0])


def check_escort():
    guest = Guest("escort", {"out": b"answer"})
    equal([], guest.init("", "6"))
    for count in ("7", "8"):
        equal(b"answer", guest.call("question"))
        equal([("call", "out", "question"), ("sync", count), ("cast", "log", count)], guest.take_events())
    keeps_its_memory(guest, lambda: guest.call("question"))
    for code in (NO_REPLY, ERROR):
        guest.answers["out"] = code
        equal(code, guest.call("question"))


def check_self_call():
    guest = Guest("self_call", {"self": ERROR})
    guest.init()
    equal([("call", "self", "x"), ("log", 3, "self_call", "call: error")], guest.cast("x"))


def check_state_echo():
    guest = Guest("state_echo")
    guest.init(None, "from before")
    equal(b"from before", guest.call("?"))
    equal([("sync", "new")], guest.cast("new"))
    equal(b"new", guest.call("?"))
    keeps_its_memory(guest, lambda: (guest.cast("x" * 500), guest.call("?")))
    fresh = Guest("state_echo")
    fresh.init()
    equal(b"", fresh.call("?"))


def check_v12_reply():
    """Its defect: the first bytes of the reply are gone, the others are still there."""
    guest = Guest("v12_reply")
    guest.init()
    reply = guest.call("x")
    equal(b"test_reply_0123456789"[8:], reply[8:])
    assert reply != b"test_reply_0123456789", "the reply survived"


CHECKS = {name.removeprefix("check_"): check for name, check in list(globals().items())
          if name.startswith("check_") and name not in ("check_arithmetic", "check_chosen")}


def main():
    built = {path.stem for path in HERE.rglob("*.wasm")
             if path.relative_to(HERE).parts[0] not in ("target", "bench")}
    assert built == set(CHECKS), f"built but not checked, or the other way round: {built ^ set(CHECKS)}"
    for manifest in HERE.glob("*/function.json"):
        spec = json.loads(manifest.read_text())
        equal((manifest.parent.name, "RUST_WASM"), (spec["id"], spec["function_type"]))
        assert (manifest.parent / spec["code"]).is_file(), spec["code"]
    for name in sys.argv[1:] or sorted(CHECKS):
        CHECKS[name]()
        print(f"{name}: ok")


if __name__ == "__main__":
    main()
