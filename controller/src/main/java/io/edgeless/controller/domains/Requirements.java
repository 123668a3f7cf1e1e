package io.edgeless.controller.domains;

import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowResource;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.api.spec.Constraints;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What a domain must have, as far as its capabilities tell, so that it can run a whole workflow.
/// The capabilities are unions over the nodes: a domain that has everything may still have no
/// single node that fits, which its orchestrator then says.
public final class Requirements {

    private final Set<String> runtimes = new TreeSet<>();
    private final Set<String> classes = new TreeSet<>();
    private final Set<String> labels = new TreeSet<>();
    private final Set<String> providers = new TreeSet<>();
    private boolean tee;
    private boolean tpm;

    private Requirements() {}

    public static Requirements of(WorkflowSpec spec) {
        var requirements = new Requirements();
        for (WorkflowFunction function : spec.functions()) {
            requirements.runtimes.add(function.functionClass().type());
            requirements.addConstraints(function.annotations());
        }
        for (WorkflowResource resource : spec.resources()) {
            requirements.classes.add(resource.classType());
            requirements.addConstraints(resource.configurations());
        }
        return requirements;
    }

    private void addConstraints(Map<String, String> annotations) {
        Constraints constraints = Constraints.parse(annotations).constraints();
        labels.addAll(constraints.labelMatchAll());
        providers.addAll(constraints.resourceMatchAll());
        tee |= constraints.teeRequired();
        tpm |= constraints.tpmRequired();
    }

    /// What the domain lacks, each in words; empty when it can run the workflow.
    public List<String> lackedBy(DomainCapabilities domain) {
        List<String> lacks = new ArrayList<>();
        addMissing(lacks, "run-time", runtimes, domain.runtimes());
        addMissing(lacks, "resource class", classes, domain.resourceClasses());
        addMissing(lacks, "label", labels, domain.labels());
        addMissing(lacks, "resource provider", providers, domain.resourceProviders());
        if (tee && domain.numTee() == 0) {
            lacks.add("node with a TEE");
        }
        if (tpm && domain.numTpm() == 0) {
            lacks.add("node with a TPM");
        }
        return lacks;
    }

    private static void addMissing(
            List<String> lacks, String what, Set<String> wanted, Collection<String> offered) {
        for (String item : wanted) {
            if (!offered.contains(item)) {
                lacks.add(what + " " + item);
            }
        }
    }
}
