// The keys of expectations of cloud scenarios. See describe_scenario.h.
#pragma once

#include "scenarios/format/cloud_expectation.h"
#include "scenarios/format/describe_cloud.h"
#include "scenarios/format/rules.h"

namespace scenarios {

template <class V>
void describe(V& v, expect::Machines& e) {
  v.required("machines", e.machines, "Of this user's machines, the destroyed ones left out, …",
             text(kName));
  v.required("count", e.count, "… so many are there …", between(0, 1000));
  v.optional("state", e.state, "… in this state. Absent: in any.");
  v.optional("memory_mb", e.memory_mb, "… with so much memory, as an instance has set it last.",
             between(1, kMemoryMax));
  v.required("at", e.at, "… at this moment.");
}

template <class V>
void describe(V& v, expect::Volumes& e) {
  v.required("volumes", e.volumes, "Of this user's volumes, the destroyed ones left out, …",
             text(kName));
  v.required("count", e.count, "… so many are there …", between(0, 1000));
  v.required("at", e.at, "… at this moment.");
}

template <class V>
void describe(V& v, expect::DataKept& e) {
  v.required("data_kept", e.data_kept, "This user's machine runs on the newest user data …",
             text(kName));
  v.required("at", e.at, "… at this moment.");
}

template <class V>
void describe(V& v, expect::InstanceIs& e) {
  v.required("instance_state", e.instance_state, "The store of this user's instance says …",
             text(kName));
  v.required("is", e.is, "… this …");
  v.required("at", e.at, "… at this moment.");
}

}  // namespace scenarios
