// Who is told what happens to instances, machines and volumes, once the picture of the run contains
// it.
#pragma once

#include "scenarios/invariants/support/audience.h"
#include "scenarios/invariants/support/cloud_objects.h"
#include "scenarios/invariants/support/instance_model.h"

namespace scenarios::seen {

// Who is told. What is told of an event comes after any().
class CloudListener : public Listener {
 protected:
  ~CloudListener() = default;

 private:
  friend class CloudHub;

  // What happened; the picture contains it, and news() what it replaced.
  virtual void any(const sim::Event& /*event*/) { ignore(); }
  virtual void started(const CloudInstance& /*instance*/) { ignore(); }
  virtual void ended(const CloudInstance& /*instance*/) { ignore(); }
  virtual void stored(const CloudInstance& /*instance*/, const sim::InstanceStored& /*now*/) {
    ignore();
  }
  virtual void asked(const CloudInstance& /*instance*/, const Ask& /*ask*/) { ignore(); }
  virtual void answered(const CloudInstance& /*instance*/, const Ask& /*ask*/,
                        const sim::InstanceAnswered& /*reply*/) {
    ignore();
  }
  virtual void logged(const CloudInstance& /*instance*/, const sim::InstanceLogged& /*line*/) {
    ignore();
  }
  virtual void fly_called(const CloudInstance& /*instance*/, const FlyCall& /*call*/) { ignore(); }
  virtual void fly_answered(const CloudInstance& /*instance*/, const FlyCall& /*call*/) {
    ignore();
  }
  virtual void controller_called(const CloudInstance& /*instance*/,
                                 const ControllerCall& /*request*/) {
    ignore();
  }
  virtual void controller_answered(const CloudInstance& /*instance*/,
                                   const ControllerCall& /*request*/) {
    ignore();
  }
  virtual void key_value(const CloudInstance& /*instance*/, const sim::KeyValueCalled& /*call*/) {
    ignore();
  }
  virtual void machine_changed(const CloudMachine& /*machine*/) { ignore(); }
  virtual void volume_changed(const CloudVolume& /*volume*/) { ignore(); }
  // What was told last is not allowed by the reference model. Told after all that it is.
  virtual void deviates(const Deviation& /*deviation*/) { ignore(); }
  // All of cloud().now() has happened, and nothing more does before `until`.
  virtual void quiet(Instant /*until*/) { ignore(); }
  // The run is over.
  virtual void over(Instant /*end*/) { ignore(); }
};

}  // namespace scenarios::seen
